#!/bin/sh
# What `node` means in npm's scripts and to npx: the machine's Node if it is new enough, and otherwise the
# one of lock/, which npm installs in .cache the first time.
set -e

needed=24
self=$(readlink -f "$0")
here=$(dirname "$self")
cache=$here/../../.cache/node

# The machine's is the first in PATH that is not this file, or its copy in another clone.
IFS=:
for folder in $PATH; do
  case $(readlink -f "$folder/node") in '' | */node.sh) continue ;; esac
  [ -x "$folder/node" ] && break
done
unset IFS
version=$("$folder/node" --version)
major=${version#v}
[ "${major%%.*}" -ge $needed ] && exec "$folder/node" "$@"

if ! cmp -s "$here/lock/package-lock.json" "$cache/installed.json"; then
  echo "Node $needed is needed, and this is $version: npm installs Node $needed in .cache (120 MB)." >&2
  rm -rf "$cache"
  mkdir -p "$cache"
  cp "$here"/lock/package*.json "$cache"
  (cd "$cache" && PATH=$folder:$PATH npm ci --ignore-scripts --no-audit --no-fund >&2)
  if [ ! -x "$cache/node_modules/.bin/node" ]; then
    echo "npm has no Node for this machine. Get it from https://nodejs.org." >&2
    exit 1
  fi
  # Headers and manuals.
  rm -rf "$cache"/node_modules/node-*/include "$cache"/node_modules/node-*/share
  # Last, so that an installation that was cut short does not count.
  cp "$here/lock/package-lock.json" "$cache/installed.json"
fi
exec "$cache/node_modules/.bin/node" "$@"
