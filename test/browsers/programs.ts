/**
 * The programs that the tests need besides Node, with the Debian package and the path of each. To use another program
 * in a test, add a line here and ask for its path with `getProgramPath`: `npm test` installs what is missing of the
 * programs that the chosen tests ask for.
 */
import { globSync } from 'node:fs';

/** The Debian package of each program, and its path, where `*` stands for what depends on the machine. */
export const programs = {
  chromium: { package: 'chromium', path: '/usr/bin/chromium' },
  firefox: { package: 'firefox-esr', path: '/usr/bin/firefox-esr' },
  // The folder after `lib` depends on the processor, the one after `postgresql` on the release.
  miniBrowser: { package: 'libwebkit2gtk-4.1-0', path: '/usr/lib/*/webkit2gtk-4.1/MiniBrowser' },
  webkitDriver: { package: 'webkit2gtk-driver', path: '/usr/bin/WebKitWebDriver' },
  xvfb: { package: 'xvfb', path: '/usr/bin/Xvfb' },
  postgres: { package: 'postgresql', path: '/usr/lib/postgresql/*/bin/postgres' },
  pgbouncer: { package: 'pgbouncer', path: '/usr/sbin/pgbouncer' },
  systemdAnalyze: { package: 'systemd', path: '/usr/bin/systemd-analyze' },
  // The engine that runs the server part of a Sitevision app.
  rhino: { package: 'rhino', path: '/usr/bin/rhino' },
  // For WordPress: the language, a database, and feed parsing.
  php: { package: 'php-cli', path: '/usr/bin/php' },
  phpSqlite: { package: 'php-sqlite3', path: '/usr/lib/php/*/pdo_sqlite.so' },
  phpXml: { package: 'php-xml', path: '/usr/lib/php/*/simplexml.so' },
  // For hosting and unpacking a release.
  nginx: { package: 'nginx', path: '/usr/sbin/nginx' },
  apache: { package: 'apache2', path: '/usr/sbin/apache2' },
  caddy: { package: 'caddy', path: '/usr/bin/caddy' },
  openssl: { package: 'openssl', path: '/usr/bin/openssl' },
  unzip: { package: 'unzip', path: '/usr/bin/unzip' },
  // Used on a host page.
  mootools: {
    package: 'libjs-mootools',
    path: '/usr/share/javascript/mootools/mootools-core.min.js',
  },
  // Checks the files against the REUSE specification.
  reuse: { package: 'reuse', path: '/usr/bin/reuse' },
  // A mail server for the receiver.
  exim: { package: 'exim4-daemon-light', path: '/usr/sbin/exim4' },
  strace: { package: 'strace', path: '/usr/bin/strace' },
} as const;

/** The name of a program that the tests need. */
export type Program = keyof typeof programs;

/** The path of a program. Throws if it is not installed. */
export function getProgramPath(program: Program): string {
  const [path] = globSync(programs[program].path);
  if (!path) throw new Error(`${program} is not installed. Run: npx node test/install.ts`);
  return path;
}

export function isProgram(name: string): name is Program {
  return Object.hasOwn(programs, name);
}

/** The Debian packages of those programs that are not installed. */
export function missingPackages(names: Iterable<Program>): string[] {
  return Array.from(names, (name) => programs[name])
    .filter(({ path }) => globSync(path).length === 0)
    .map((program) => program.package);
}
