/**
 * A real WordPress on this machine: Debian's package, with a database in a file.
 *
 * The database in a file requires a later WordPress than Debian 12 has, so it comes from Debian 13. The packages are
 * downloaded with a separate apt configuration and only unpacked: nothing installed on the machine changes.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { getProgramPath } from '../browsers/programs.ts';
import { getFreePort } from '../free-ports.ts';

const downloads = resolve('.cache/wordpress');

/** The sources of the packages, the later version first if there are two. */
const suites = ['trixie', 'bookworm'];

const packages = [
  'wordpress',
  'wordpress-l10n',
  'wordpress-theme-twentytwentyfive',
  // The last of WordPress's own classic themes, which Debian 13 no longer has.
  'wordpress-theme-twentytwentyone',
  'libjs-cropper',
  'libjs-lodash',
  'libjs-underscore',
  'php-getid3',
];

/** The npm package that contains the database driver. Nothing else in it is used. */
const sqlite = {
  package: '@wp-playground/cli@3.1.56',
  sha512:
    'JTxl6djPEM2YRYz/w+BUoyoCvhSGHIjqMi4fMV1b8o1UPNvZatLaS7opo57UsrVElXrfdZwvi6IuyS4LswUx9Q==',
};

/** The package as npm packs it. */
const tarball = join(
  downloads,
  `${sqlite.package.replace('@', '').replace('/', '-').replace('@', '-')}.tgz`,
);

/** A running WordPress. */
export interface WordPress {
  /** Its origin. */
  readonly url: string;
  /** The errors in PHP's log. */
  log(): string;
  /** Runs PHP code in it, and returns the output. */
  php(code: string): Promise<string>;
  stop(): Promise<unknown>;
}

/** The users, all with the password `password`. The author may not write unfiltered HTML. */
export const users = { administrator: 'admin', author: 'author' } as const;

/**
 * Installs a Swedish WordPress in a folder, and starts it on a free port.
 *
 * @throws {Error} If packages from Debian or npm can't be downloaded.
 */
export async function startWordPress(folder: string): Promise<WordPress> {
  // PHP loads these by itself; here they only have to be there.
  getProgramPath('phpSqlite');
  getProgramPath('phpXml');
  const root = join(folder, 'wordpress/usr/share/wordpress');
  mkdirSync(downloads, { recursive: true });
  // One process at a time: another test file may be downloading the same.
  execFileSync('flock', [downloads, process.execPath, import.meta.filename], { stdio: 'pipe' });
  mkdirSync(join(folder, 'wordpress'), { recursive: true });
  for (const file of globSync(`${downloads}/*.deb`)) {
    execFileSync('dpkg-deb', ['-x', file, join(folder, 'wordpress')]);
  }
  unpackSqlite(root);

  const port = await getFreePort();
  const url = `http://127.0.0.1:${port}`;
  const log = join(folder, 'php.log');
  writeFileSync(log, '');
  writeFileSync(join(root, 'wp-config.php'), configuration(url, folder, log));
  cpSync('test/wordpress/must-use', join(root, 'wp-content/mu-plugins'), { recursive: true });

  const run = async (code: string) => {
    const { stdout } = await promisify(execFile)(
      getProgramPath('php'),
      [...settings(log), '-r', `require '${root}/wp-load.php'; ${code}`],
      { cwd: root },
    );
    return stdout;
  };
  try {
    execFileSync(getProgramPath('php'), [...settings(log), 'test/wordpress/install.php', root]);
  } catch (cause) {
    throw new Error(`WordPress cannot be installed: ${readFileSync(log, 'utf8')}`, { cause });
  }

  // Removes errors about wordpress.org, which could not be reached during the installation.
  writeFileSync(log, '');
  const server = spawn(
    'test/browsers/kill-with-parent.sh',
    [...settings(log), '-S', `127.0.0.1:${port}`, '-t', root],
    {
      env: { ...process.env, CHILD_PROGRAM: getProgramPath('php') },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const ended = once(server, 'exit');
  // The first line says that it is listening, and then there is one for each request.
  const started = once(createInterface(server.stderr as Readable), 'line');
  const [line] = await Promise.race([started, ended]);
  if (!String(line).includes('started')) throw new Error(`PHP serves nothing: ${line}`);
  return {
    url,
    log: () => readFileSync(log, 'utf8'),
    php: run,
    async stop() {
      server.kill();
      await ended;
    },
  };
}

function settings(log: string): string[] {
  const all = {
    error_log: log,
    log_errors: '1',
    display_errors: '0',
    error_reporting: '-1',
    // WordPress mails its administrator after the installation. The mail is not delivered.
    sendmail_path: '/bin/true',
  };
  return Object.entries(all).flatMap(([name, value]) => ['-d', `${name}=${value}`]);
}

/** Downloads what is not in the cache yet. */
function download(): void {
  fetchPackages();
  if (!existsSync(tarball)) {
    execFileSync('npm', ['pack', '--silent', sqlite.package], { cwd: downloads, stdio: 'pipe' });
  }
}

function fetchPackages(): void {
  const missing = packages.filter((name) => globSync(`${downloads}/${name}_*.deb`).length === 0);
  if (missing.length === 0) return;
  const options = aptOptions();
  aptGet([...options, 'update']);
  aptGet([...options, 'download', ...missing]);
}

/** Options that make apt-get use only our suites, and keep its state in our folder. */
function aptOptions(): string[] {
  const [mirror] = mirrors();
  if (!mirror) throw new Error('The machine has no source of packages from Debian');
  const folder = join(downloads, 'apt');
  for (const path of ['lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(folder, path), { recursive: true });
  }
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const sources = suites.map((suite) => `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`);
  writeFileSync(join(folder, 'sources.list'), sources.join(''));
  writeFileSync(join(folder, 'status'), '');
  const settings = {
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'Acquire::Languages': 'none',
    // Otherwise root downloads as a user who may not write to our folder.
    'APT::Sandbox::User': 'root',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** The mirror that this machine gets Debian's packages from. */
function mirrors(): string[] {
  const files = globSync('/etc/apt/{sources.list,sources.list.d/*}');
  return files.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(/^(?:URIs:|deb(?: \[.*?\])?)\s+(\S+\/debian)\/?\s/gm),
    ].map(([, address = '']) => address),
  );
}

function aptGet(words: string[]): void {
  try {
    execFileSync('apt-get', ['-qq', ...words], { cwd: downloads, stdio: 'pipe' });
  } catch (cause) {
    const { stderr } = cause as { stderr?: Buffer };
    throw new Error(
      `There is no WordPress to test with. It comes from Debian 13 (${suites[0]}), and apt-get says:\n${stderr}`,
      { cause },
    );
  }
}

function unpackSqlite(root: string): void {
  const hash = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  if (hash !== sqlite.sha512) throw new Error(`${tarball} is not the file that it was: ${hash}`);

  const zip = execFileSync('tar', ['-xzOf', tarball, 'package/sqlite-database-integration.zip'], {
    maxBuffer: 2 ** 28,
  });
  const plugin = 'plugin-sqlite-database-integration';
  const place = join(root, 'wp-content/sqlite');
  for (const [path, bytes] of Object.entries(unzipSync(zip))) {
    if (path.endsWith('/')) continue;
    const to = join(place, path.slice(plugin.length));
    mkdirSync(resolve(to, '..'), { recursive: true });
    writeFileSync(to, bytes);
  }
  const dropIn = readFileSync(join(place, 'db.copy'), 'utf8');
  writeFileSync(
    join(root, 'wp-content/db.php'),
    dropIn.replaceAll('{SQLITE_IMPLEMENTATION_FOLDER_PATH}', place),
  );
}

function configuration(url: string, folder: string, log: string): string {
  const constants = {
    DB_NAME: 'wordpress',
    DB_USER: '',
    DB_PASSWORD: '',
    DB_HOST: '',
    DB_DIR: `${folder}/database/`,
    DB_FILE: 'wordpress.sqlite',
    WP_HOME: url,
    WP_SITEURL: url,
    WP_DEBUG: true,
    WP_DEBUG_LOG: log,
    WP_DEBUG_DISPLAY: false,
    SCRIPT_DEBUG: false,
    // No requests may leave this machine.
    WP_HTTP_BLOCK_EXTERNAL: true,
    AUTOMATIC_UPDATER_DISABLED: true,
    // WordPress would send requests to itself, but the server handles one at a time. A test triggers it instead.
    DISABLE_WP_CRON: true,
    FS_METHOD: 'direct',
    ...Object.fromEntries(
      ['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'].flatMap((name) =>
        ['KEY', 'SALT'].map((kind) => [`${name}_${kind}`, `${name} ${kind} of a test`]),
      ),
    ),
  };
  const lines = Object.entries(constants).map(
    ([name, value]) => `define('${name}', ${JSON.stringify(value)});`,
  );
  return `<?php
${lines.join('\n')}
$table_prefix = 'wp_';
defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`;
}

if (import.meta.main) download();
