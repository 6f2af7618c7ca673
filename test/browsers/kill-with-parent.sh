#!/bin/sh
# Runs the program that $CHILD_PROGRAM names so that it ends when the test runner does. The kernel sees to that,
# so no browser is left behind however the runner goes: by a signal, by a crash, or by `kill -9`.
exec setpriv --pdeathsig KILL "$CHILD_PROGRAM" "$@"
