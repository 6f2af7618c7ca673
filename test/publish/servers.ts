/**
 * Debian's nginx, Apache and Caddy with Debian's own configuration, over TLS and HTTP/2 on a free port of this machine.
 * They are started for the tests of a release, and stopped after them.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:http2';
import { basename, join } from 'node:path';
import { getProgramPath } from '../browsers/programs.ts';

/** Options for starting a server. */
export interface ServerOptions {
  /** A folder for its configuration and logs. */
  readonly folder: string;
  readonly port: number;
  readonly certificate: Certificate;
  /** For nginx: the file included in the http block. */
  readonly http?: string;
  /** The configuration in the server's block for the site. */
  readonly site: string;
  /** For Apache: modules to enable in addition to Debian's defaults. */
  readonly modules?: readonly string[];
}

/** A server that is listening. */
export interface Server {
  stop(): Promise<void>;
}

/** A self-signed certificate. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** The hash of its public key, by which Chromium can be told to trust it. */
  readonly spki: string;
}

/** A response as received. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export type ServerName = 'nginx' | 'apache' | 'caddy';

/** Lets a server check its own configuration. Throws its output if it rejects it. */
export function checkConfiguration(name: ServerName, options: ServerOptions): string {
  const { program, env, check } = prepare(name, options);
  // The servers write to standard error even on success.
  return execFileSync('/bin/sh', ['-c', '"$0" "$@" 2>&1', program, ...check], {
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

/** Starts a server. Resolves when it is listening; rejects with its output if it never does. */
export async function startServer(name: ServerName, options: ServerOptions): Promise<Server> {
  const { program, env, run, pidFile, log } = prepare(name, options);
  // An earlier run may have left it.
  rmSync(pidFile, { force: true });
  const watcher = watch(options.folder);
  const child = spawn('test/browsers/kill-with-parent.sh', run, {
    env: { ...env, CHILD_PROGRAM: program },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit').then(() => false);
  // The servers write the file once they have opened their ports.
  const listens = new Promise<boolean>((done) => {
    watcher.on('change', () => existsSync(pidFile) && done(true));
  });
  const isUp = await Promise.race([listens, ended]);
  watcher.close();
  if (!isUp) throw new Error(`${name} did not start:\n${readFileSync(log, 'utf8')}`);
  return {
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/** Creates a certificate for host names. */
export function createCertificate(folder: string, names: readonly string[]): Certificate {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  execFileSync(
    getProgramPath('openssl'),
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '2', '-subj', `/CN=${names[0]}`, '-keyout', key, '-out', cert],
      ...['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`],
    ],
    { stdio: 'pipe' },
  );
  const { publicKey } = new X509Certificate(readFileSync(cert));
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return { cert, key, spki: createHash('sha256').update(der).digest('base64') };
}

/** Sends a request to a server on this machine over HTTP/2, and returns the response unchanged. */
export async function request(
  url: string,
  { cert }: Certificate,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const { hostname, port, pathname, search, host } = new URL(url);
  const session = connect(`https://127.0.0.1:${port}`, {
    ca: readFileSync(cert),
    servername: hostname,
  });
  try {
    const stream = session.request({
      ':path': pathname + search,
      ':authority': host,
      ...headers,
    });
    const [[response], chunks] = await Promise.all([
      once(stream, 'response'),
      stream.toArray() as Promise<Buffer[]>,
    ]);
    const { ':status': status, ...rest } = response;
    return { status, headers: rest, body: Buffer.concat(chunks) };
  } finally {
    session.destroy();
  }
}

interface Prepared {
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  readonly check: readonly string[];
  /** Runs it in the foreground as a single process, so that nothing is left when it ends. */
  readonly run: readonly string[];
  readonly pidFile: string;
  readonly log: string;
}

const prepareServer = { nginx: prepareNginx, apache: prepareApache, caddy: prepareCaddy };

function prepare(name: ServerName, options: ServerOptions): Prepared {
  mkdirSync(options.folder, { recursive: true });
  return prepareServer[name](options);
}

/** Debian's `nginx.conf`, with other paths for its output and for the sites. */
function prepareNginx({ folder, port, certificate, http, site }: ServerOptions): Prepared {
  const debian = readFileSync('/etc/nginx/nginx.conf', 'utf8');
  const main = replaceEach(debian, {
    'pid /run/nginx.pid;': `pid ${folder}/nginx.pid;\nmaster_process off;`,
    'error_log /var/log/nginx/error.log;': `error_log ${folder}/error.log;`,
    'access_log /var/log/nginx/access.log;': 'access_log off;',
    'include /etc/nginx/conf.d/*.conf;': `include ${folder}/conf.d/*.conf;`,
    'include /etc/nginx/sites-enabled/*;': `include ${folder}/sites-enabled/*;`,
  });
  mkdirSync(join(folder, 'conf.d'), { recursive: true });
  write(folder, {
    'nginx.conf': main,
    ...(http && { 'conf.d/skr-widgets.conf': http }),
    'sites-enabled/default': `server {
  listen 127.0.0.1:${port} ssl http2;
  ssl_certificate ${certificate.cert};
  ssl_certificate_key ${certificate.key};
  ${site}
}`,
  });
  const args = ['-e', 'stderr', '-c', join(folder, 'nginx.conf')];
  return {
    program: getProgramPath('nginx'),
    env: process.env,
    check: [...args, '-t'],
    run: [...args, '-g', 'daemon off;'],
    pidFile: join(folder, 'nginx.pid'),
    log: join(folder, 'error.log'),
  };
}

/** Debian's `apache2.conf`, with other paths for its output and for the sites. */
function prepareApache(options: ServerOptions): Prepared {
  const { folder, port, certificate, site, modules = [] } = options;
  const debian = readFileSync('/etc/apache2/apache2.conf', 'utf8');
  const main = replaceEach(debian, {
    'IncludeOptional mods-enabled/*.load': `IncludeOptional ${folder}/mods-enabled/*.load`,
    'IncludeOptional mods-enabled/*.conf': `IncludeOptional ${folder}/mods-enabled/*.conf`,
    'Include ports.conf': `Listen 127.0.0.1:${port}`,
    'IncludeOptional sites-enabled/*.conf': `IncludeOptional ${folder}/sites-enabled/*.conf`,
  });
  write(folder, {
    'apache2.conf': `${main}\nServerName localhost\n`,
    'sites-enabled/000-default.conf': `<VirtualHost *:${port}>
  SSLEngine on
  SSLCertificateFile ${certificate.cert}
  SSLCertificateKeyFile ${certificate.key}
  Protocols h2 http/1.1
  ${site}
</VirtualHost>`,
  });
  mkdirSync(join(folder, 'mods-enabled'), { recursive: true });
  const enabledModules = ['mpm_event', 'ssl', 'socache_shmcb', 'http2', ...modules];
  const files = [
    // Debian's own modules. Where PHP was installed for Apache, it brought an MPM that has no HTTP/2.
    ...globSync('/etc/apache2/mods-enabled/*').filter((file) => !/\/(mpm_|php)/.test(file)),
    ...enabledModules.flatMap((name) =>
      globSync(`/etc/apache2/mods-available/${name}.{load,conf}`),
    ),
  ];
  for (const file of new Set(files)) {
    const link = join(folder, 'mods-enabled', basename(file));
    if (globSync(link).length === 0) symlinkSync(file, link);
  }
  const args = ['-d', '/etc/apache2', '-f', join(folder, 'apache2.conf')];
  return {
    program: getProgramPath('apache'),
    env: {
      ...process.env,
      APACHE_RUN_USER: 'www-data',
      APACHE_RUN_GROUP: 'www-data',
      APACHE_PID_FILE: join(folder, 'apache2.pid'),
      APACHE_RUN_DIR: folder,
      APACHE_LOCK_DIR: folder,
      APACHE_LOG_DIR: folder,
    },
    check: [...args, '-t'],
    run: [...args, '-X'],
    pidFile: join(folder, 'apache2.pid'),
    log: join(folder, 'error.log'),
  };
}

/** Debian's `Caddyfile` has only an example site, so this one is ours. Caddy requests no certificates. */
function prepareCaddy({ folder, port, certificate, site }: ServerOptions): Prepared {
  const log = join(folder, 'error.log');
  const pidFile = join(folder, 'caddy.pid');
  write(folder, {
    Caddyfile: `{
\tadmin off
\tauto_https off
\tlog {
\t\toutput file ${log}
\t}
\tservers {
\t\tprotocols h1 h2
\t}
}

:${port} {
\tbind 127.0.0.1
\ttls ${certificate.cert} ${certificate.key}
\t${site}
}
`,
  });
  const args = ['--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')];
  return {
    program: getProgramPath('caddy'),
    env: { ...process.env, HOME: folder },
    check: ['validate', ...args],
    run: ['run', ...args, '--pidfile', pidFile],
    pidFile,
    log,
  };
}

/** Replaces each text, and throws if one is missing: Debian's files have changed then. */
function replaceEach(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((rest, [from, to]) => {
    if (!rest.includes(from)) throw new Error(`expected ${from} in Debian's configuration`);
    return rest.replace(from, () => to);
  }, text);
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
