/**
 * Serves the host pages as they would stand on the web: the pages from one origin, what we publish
 * from another. `npm run hosts` does so for a person, with a list of the pages at the top.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import fastify, { type FastifyInstance } from 'fastify';
import { rollup } from 'rollup';
import { startReceiver } from '../../demo/receiver.ts';

// It comes without types.
const sanitizeHtml: (html: string) => string = createRequire(import.meta.url)('sanitize-html');

/** What stands in the pages for our own two servers. The first is the one in the README. */
const placeholders = {
  widgets: 'https://example.se',
  receiver: 'https://receiver.example.se',
};

/** A host page: one file, which says itself what it is and what must be so on it. */
export interface HostPage {
  readonly name: string;
  readonly html: string;
  readonly title: string;
  /** What the page proves. */
  readonly description: string;
  /** The header `Content-Security-Policy` that it is served with. */
  readonly policy: string | undefined;
  /** What goes wrong on it and may: each exactly once, and nothing else. */
  readonly problems: readonly string[];
  /** Names of its own, or of its libraries, on `window` and in the browser's stores. */
  readonly names: readonly string[];
  /** Whether the test sends a message with the form on it. */
  readonly sends: boolean;
  /** Whether it finishes loading. A page that waits for a server that never answers does not. */
  readonly loads: boolean;
}

/** The host pages, by the names of their files. */
export const hostPages: readonly HostPage[] = globSync('test/hosts/*.html').sort().map(readPage);

function readPage(file: string): HostPage {
  const html = readFileSync(file, 'utf8');
  const [, title] = html.match(/<title>([^<]+)<\/title>/) ?? [];
  const metas = [...html.matchAll(/<meta\s+name="([^"]+)"\s+content="([^"]*)"\s*\/?>/g)];
  const contents = (name: string) =>
    metas.filter(([, its]) => its === name).map(([, , content = '']) => plain(content));
  const [description] = contents('description');
  if (!title || !description) throw new Error(`${file} does not say what it is and proves`);
  return {
    name: basename(file, '.html'),
    html,
    title: plain(title),
    description,
    policy: contents('policy')[0],
    problems: contents('problem'),
    names: contents('names').flatMap((names) => names.split(' ')),
    sends: contents('sends').length > 0,
    loads: contents('never-loads').length === 0,
  };
}

/** The text that stands in HTML. */
function plain(html: string): string {
  return html
    .replace(/\s+/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

/** The servers of the host pages. */
export interface Hosts {
  /** The origin of the pages. */
  readonly url: string;
  /** The origin of what we publish: to a browser another site, not just another port. */
  readonly widgets: string;
  /** Tells the pages where the receiver is. */
  receiver: string;
  /** Every request since it was last emptied, by whom, and the status of the answer. */
  readonly requests: { readonly url: string; readonly from: string; readonly status: number }[];
  close(): Promise<unknown>;
}

/** Starts the servers on free ports. Settles when they listen. */
export async function serveHosts(port = 0): Promise<Hosts> {
  const requests: Hosts['requests'] = [];
  const [site, published] = [fastify(), fastify({ forceCloseConnections: true })];
  for (const server of [site, published]) {
    server.addHook('onRequest', async ({ originalUrl, host, headers, raw }, { raw: reply }) => {
      // The browser asks for this one by itself.
      if (raw.url === '/favicon.ico') return;
      const from = headers.referer ?? '';
      const note = { url: `http://${host}${originalUrl}`, from, status: 0 };
      requests.push(note);
      reply.once('finish', () => Object.assign(note, { status: reply.statusCode }));
    });
  }
  publish(published);
  const hosts: Hosts = {
    url: '',
    widgets: '',
    receiver: placeholders.receiver,
    requests,
    close: () => Promise.all([site.close(), published.close()]),
  };
  host(site, hosts);
  const url = await site.listen({ host: '127.0.0.1', port });
  const widgets = await published.listen({ host: '127.0.0.1', port: 0 });
  return Object.assign(hosts, { url, widgets: widgets.replace('127.0.0.1', 'localhost') });
}

/** What we publish, and what a webmaster meets when it is not there. */
function publish(server: FastifyInstance): void {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  server.addHook('onSend', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*');
  });
  server.register(fastifyStatic, { root: resolve('dist'), prefix: '/skr-widgets/v1/' });
  // The same file as another release has it.
  server.get('/skr-widgets/v1.2.3/skr-widgets.js', (_request, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .send(readFileSync('dist/skr-widgets.js', 'utf8').replaceAll(version, '1.2.3')),
  );
  server.get('/never/skr-widgets.js', () => new Promise(() => {}));
}

/** A municipality's website. */
function host(server: FastifyInstance, hosts: Hosts): void {
  /** Puts in what is not known until it is served. */
  const fill = (text: string) =>
    text
      .replaceAll(placeholders.receiver, hosts.receiver)
      .replaceAll(placeholders.widgets, hosts.widgets)
      .replaceAll('sha384-…', integrity());

  for (const { name, html, policy } of hostPages) {
    server.get(`/${name}.html`, (_request, reply) => {
      // What the test itself must run is let through by a nonce of its own.
      if (policy) {
        const withWitness = policy.replace('script-src', "script-src 'nonce-witness'");
        reply.header('content-security-policy', fill(withWitness));
      }
      const witness = '<script nonce="witness" src="/witness.js"></script>';
      return reply.type('text/html').send(fill(html).replace('<head>', `<head>\n    ${witness}`));
    });
  }
  server.get('/', (_request, reply) => reply.type('text/html').send(list()));
  for (const file of ['witness.js', 'editors.js', 'editors.json']) {
    server.get(`/${file}`, (_request, reply) =>
      reply
        .type(file.endsWith('.js') ? 'text/javascript' : 'application/json')
        .header('cache-control', 'no-store')
        .send(fill(readFileSync(`test/hosts/${file}`, 'utf8'))),
    );
  }
  server.register(fastifyStatic, { root: resolve('node_modules'), prefix: '/npm/' });
  // An import map leads here, as on the page of someone who takes our modules into their own.
  server.register(fastifyStatic, {
    root: resolve('dist/lib'),
    prefix: '/lib/',
    decorateReply: false,
  });

  // Two that a site has elsewhere than in its pages: an editor from a bundler, and a server's filter.
  server.get('/tiptap.js', async (_request, reply) =>
    reply.type('text/javascript').send(await tiptap()),
  );
  server.addContentTypeParser('text/html', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  server.post('/sanitize-html', (request, reply) =>
    reply.type('text/html').send(sanitizeHtml(String(request.body))),
  );
}

function integrity(): string {
  const digest = createHash('sha384').update(readFileSync('dist/skr-widgets.js')).digest('base64');
  return `sha384-${digest}`;
}

let bundled: Promise<string> | undefined;

function tiptap(): Promise<string> {
  bundled ??= rollup({
    input: 'tiptap',
    plugins: [
      {
        name: 'tiptap',
        resolveId: (id) => (id === 'tiptap' ? resolve('test/hosts/tiptap.js') : null),
        load: (id) =>
          id === resolve('test/hosts/tiptap.js')
            ? "export { Editor } from '@tiptap/core'; export { default as StarterKit } from '@tiptap/starter-kit';"
            : null,
      },
      nodeResolve({ browser: true }),
    ],
  })
    .then((bundle) => bundle.generate({ format: 'iife', name: 'tiptap' }))
    .then(({ output }) => output[0].code);
  return bundled;
}

/** The list of the pages, from what they say themselves. */
function list(): string {
  const items = hostPages.map(
    ({ name, html }) =>
      `<li><a href="/${name}.html">${html.match(/<title>(.*?)<\/title>/s)?.[1]}</a>: ${
        html.match(/<meta\s+name="description"\s+content="([^"]*)"/)?.[1]
      }</li>`,
  );
  return `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>Host pages</title>
  <h1>Host pages</h1>
  <ul>
    ${items.join('\n    ')}
  </ul>
</html>`;
}

if (import.meta.main) {
  const hosts = await serveHosts(Number(process.env.PORT ?? 8090));
  const receiver = await startReceiver(join(tmpdir(), 'skr-widgets-hosts'), [hosts.url]);
  hosts.receiver = receiver.url;
  console.log(`The host pages: ${hosts.url}\n\nStop with Ctrl-C.`);
  const stop = () => Promise.all([hosts.close(), receiver.stop()]);
  process.once('SIGINT', stop).once('SIGTERM', stop);
}
