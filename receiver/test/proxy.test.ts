/** The receiver behind Debian's web servers, with the configurations of `receiver/proxies`. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as requestHttp } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { getProgramPath } from '../../test/browsers/programs.ts';
import { getFreePorts } from '../../test/free-ports.ts';
import { createCertificate } from './certificate.ts';
import { createInstance, startReceiver } from './instance.ts';
import { form, origin, validMessage } from './setup.ts';

const host = 'kontakt.exempelkommun.se';
const isRoot = process.getuid?.() === 0;

/** What a web server needs to run in a folder, in addition to its configuration of the site. */
interface Server {
  readonly file: string;
  /**
   * What to change in the file for an existing website: a pattern, and its replacement, or a file of `receiver/proxies`
   * that it includes instead of a block.
   */
  readonly underPath: readonly [from: string, to: string] | { block: RegExp; include: string };
  /** What it answers while the receiver is stopped. */
  readonly statusWhenStopped: number;
  start(folder: string, site: string, certificate: string): Promise<ChildProcess>;
}

const modules = [
  'mpm_event',
  'authz_core',
  'alias',
  'ssl',
  'http2',
  'proxy',
  'proxy_http',
  'headers',
];

const servers: Record<string, Server> = {
  nginx: {
    file: 'nginx.conf',
    underPath: { block: /^ {4}location \/ \{.*?^ {4}\}$/ms, include: 'nginx-location.conf' },
    statusWhenStopped: 502,
    async start(folder, site) {
      const config = join(folder, 'main.conf');
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map((name) => `${name}_temp_path ${folder}/${name};`)
        .join('\n');
      await writeFile(
        config,
        `daemon off;
${isRoot ? 'user root;' : ''}
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
access_log off;
${temporary}
include ${site};
}
`,
      );
      return spawn(getProgramPath('nginx'), ['-c', config, '-e', `${folder}/error.log`]);
    },
  },
  Apache: {
    file: 'apache.conf',
    underPath: ['ProxyPass / ', 'ProxyPass /skr-mottagare/ '],
    statusWhenStopped: 503,
    async start(folder, site) {
      const config = join(folder, 'main.conf');
      const ports = [...(await readFile(site, 'utf8')).matchAll(/<VirtualHost \*:(\d+)>/g)];
      await writeFile(
        config,
        `ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
Mutex file:${folder}
${isRoot ? 'User www-data\nGroup www-data' : ''}
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
${ports.map(([, port]) => `Listen 127.0.0.1:${port}`).join('\n')}
Include ${site}
`,
      );
      return spawn(getProgramPath('apache'), ['-f', config, '-DFOREGROUND']);
    },
  },
  Caddy: {
    file: 'Caddyfile',
    underPath: ['handle \\{', 'handle_path /skr-mottagare/* {'],
    statusWhenStopped: 502,
    async start(folder, site, certificate) {
      const text = await readFile(site, 'utf8');
      const [, http = '', https = ''] = /^# ports (\d+) (\d+)$/m.exec(text) ?? [];
      const own = `{\nadmin off\nhttp_port ${http}\nhttps_port ${https}\n}\n`;
      // With the test's own certificate, since the host name isn't ours.
      const tls = text.replace(`${host} {`, `${host} {\ntls ${certificate}`);
      await writeFile(site, own + tls);
      const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
      return spawn(getProgramPath('caddy'), ['run', '--adapter', 'caddyfile', '--config', site], {
        env,
      });
    },
  },
};

/** Starts a receiver behind a web server that has the site's configuration, on free ports. */
async function startBehind(server: Server, isUnderPath: boolean, edit = (text: string) => text) {
  const folder = await mkdtemp(join(tmpdir(), 'proxy-'));
  const { certPath, keyPath, cert } = createCertificate(folder);
  const instance = await createInstance({
    trustedProxies: ['127.0.0.1'],
    limits: { messages: { perAddress: 3 } },
  });
  const receiver = await startReceiver(instance);
  const [http = 0, https = 0] = await getFreePorts(2);
  const readProxy = (name: string) =>
    readFile(fileURLToPath(new URL(`../proxies/${name}`, import.meta.url)), 'utf8');
  let text = await readProxy(server.file);
  // Comments say what to change; leave them in place.
  const change = (from: string, to: string) => {
    const changed = text.replace(new RegExp(`^(?!\\s*#)(.*?)${from}`, 'gm'), `$1${to}`);
    assert.notEqual(changed, text, from);
    text = changed;
  };
  const { underPath } = server;
  if (isUnderPath && 'include' in underPath) {
    const snippet = await readProxy(underPath.include);
    assert.match(text, underPath.block);
    text = text.replace(underPath.block, () => snippet);
  }
  if (isUnderPath && !('include' in underPath)) change(...underPath);
  text = edit(text);
  change('127\\.0\\.0\\.1:8787', new URL(receiver.url).host);
  if (server.file !== 'Caddyfile') {
    change('/etc/letsencrypt/\\S+/fullchain\\.pem', certPath);
    change('/etc/letsencrypt/\\S+/privkey\\.pem', keyPath);
    const [before, after] =
      server.file === 'nginx.conf' ? ['listen ', ''] : ['<VirtualHost \\*:', '>'];
    const prefix = before.replace('\\*', '*');
    change(`${before}443${after}`, `${prefix}${https}${after}`);
    change(`${before}80${after}`, `${prefix}${http}${after}`);
    // The test machine may have no IPv6.
    text = text.replace(/^\s*listen \[::\].*$/gm, '');
  }
  const site = join(folder, server.file);
  await writeFile(site, `# ports ${http} ${https}\n${text}`);
  const child = await server.start(folder, site, `${certPath} ${keyPath}`);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk;
    });
  }
  const exit = once(child, 'close');
  await Promise.race([waitForPort(https), exit.then(() => assert.fail(log))]);
  const base = isUnderPath ? '/skr-mottagare' : '';
  const secure = { port: https, ca: cert, servername: 'localhost', host: '127.0.0.1' };

  return {
    instance,
    receiver,
    http,
    /** Posts over HTTP/1.1, from one of this machine's addresses. */
    async post(body: unknown, headers: Record<string, string> = {}, localAddress = '127.0.0.1') {
      const path = `${base}/v1/forms/${form.id}/messages`;
      const outgoing = requestHttps({
        ...{ ...secure, localAddress, path, method: 'POST' },
        headers: {
          ...{ host, origin, 'content-type': 'application/json' },
          ...{ 'idempotency-key': crypto.randomUUID(), ...headers },
        },
      });
      outgoing.end(JSON.stringify(body));
      const [response] = await once(outgoing, 'response');
      return { status: response.statusCode as number, body: await readJson(response) };
    },
    /** Gets a URL over HTTP/2. */
    async getHttp2(path: string) {
      const session = connectHttp2(`https://127.0.0.1:${https}`, {
        ca: cert,
        servername: 'localhost',
      });
      try {
        const stream = session.request({ ':path': base + path, ':authority': host, origin });
        const [headers, , rawHeaders] = await once(stream, 'response');
        const text = await readText(stream);
        const isJson = /json/.test(`${headers['content-type']}`);
        return {
          status: headers[':status'],
          rawHeaders,
          body: isJson ? JSON.parse(text) : {},
          text,
        };
      } finally {
        session.close();
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exit;
      await receiver.stop();
      await instance[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

async function readJson(stream: AsyncIterable<Buffer>): Promise<Record<string, unknown>> {
  const text = Buffer.concat(await Array.fromAsync(stream)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`expected JSON, got ${text}`, { cause });
  }
}

/** Resolves when something listens. */
async function waitForPort(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const isListening = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  if (isListening) return;
  await wait(20);
  return waitForPort(port);
}

for (const [name, server] of Object.entries(servers)) {
  for (const isUnderPath of [false, true]) {
    test(`${name}: a form ${isUnderPath ? 'under a path of a website' : 'on a host of its own'} sends over TLS and HTTP/2, and cannot forge its address`, async () => {
      await using site = await startBehind(server, isUnderPath);

      const notice = await site.getHttp2(`/v1/forms/${form.id}`);
      assert.equal(notice.status, 200);
      const challenge = await site.getHttp2(`/v1/forms/${form.id}/challenge`);
      assert.ok(challenge.body.signature);
      const send = async (...more: [headers?: Record<string, string>, localAddress?: string]) =>
        site.post(await validMessage(site.instance.keyring), ...more);
      assert.equal((await send()).status, 201);
      const large = await site.post({
        ...(await validMessage(site.instance.keyring)),
        x: 'x'.repeat(40_000),
      });
      assert.equal(large.status, 413);
      assert.equal(large.body.type, 'urn:skr-widgets:problem:too-large');

      // The limit is three per minute; whatever the sender writes in the header, all count as one.
      const forged = { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.7' };
      assert.equal((await send(forged)).status, 201);
      const limited = await send({ 'x-forwarded-for': '198.51.100.1, 203.0.113.8' });
      assert.equal(limited.status, 429);
      // Another visitor has a limit of their own.
      assert.equal((await send({}, '127.0.0.2')).status, 201);

      const plain = requestHttp({
        ...{ host: '127.0.0.1', port: site.http, path: '/v1/api-info', headers: { host } },
      }).end();
      const [redirect] = await once(plain, 'response');
      redirect.resume();
      assert.ok([301, 308].includes(redirect.statusCode));
      assert.ok(redirect.headers.location.startsWith(`https://${host}`));

      await site.receiver.stop();
      const stopped = await site.getHttp2(`/v1/forms/${form.id}`);
      assert.deepEqual(
        [stopped.status, stopped.body],
        [server.statusWhenStopped, {}],
        stopped.text,
      );
    });
  }
}

test('the manual says what each web server answers while the receiver is stopped', async () => {
  for (const [file, row] of [
    [
      'docs/receiver.md',
      /^\| HTTP 502, 503 or 504 without JSON.* nginx and Caddy answer 502, Apache 503;/m,
    ],
    [
      'demo/prose/receiver.sv.md',
      /^\| HTTP 502, 503 eller 504 utan JSON.* nginx och Caddy svarar 502, Apache 503;/m,
    ],
  ] as const) {
    assert.match(await readFile(file, 'utf8'), row);
  }
  const { nginx, Caddy, Apache } = servers;
  assert.deepEqual(
    [nginx, Caddy, Apache].map((server) => server?.statusWhenStopped),
    [502, 502, 503],
  );
});

test('nginx: a header that the website adds to every response comes once, when the line is uncommented', async () => {
  const { nginx } = servers;
  assert.ok(nginx);
  const name = 'X-Content-Type-Options';
  const add = (text: string) =>
    text.replace(/^( *)ssl_protocols.*$/m, `$&\n$1add_header ${name} "nosniff" always;`);
  const read = async (edit: (text: string) => string) => {
    await using site = await startBehind(nginx, true, edit);
    const { rawHeaders } = await site.getHttp2(`/v1/forms/${form.id}`);
    return rawHeaders.filter((each: string) => each === name.toLowerCase()).length;
  };
  assert.equal(await read(add), 2);
  assert.equal(await read((text) => add(text).replace(/#(?=proxy_hide_header)/, '')), 1);
});
