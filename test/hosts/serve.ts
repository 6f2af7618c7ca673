/**
 * Serves the host pages as on the web: the pages from one origin, our published files from another. `npm run hosts`
 * starts it for a person, with a list of the pages.
 */
import { globSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { extract } from '@extractus/oembed-extractor';
import fastifyStatic from '@fastify/static';
import { build } from 'esbuild';
import fastify, { type FastifyInstance } from 'fastify';
import { contentType } from 'mime-types';
import { startReceiver } from '../../demo/receiver.ts';
import { htmlAt, releaseOf } from '../../demo/release.ts';
import { choiceFrom, codeFor, sourceOf } from '../../demo/scripts/code.ts';
import { version } from '../../publish/urls.ts';
import { getProgramPath } from '../browsers/programs.ts';
import { getPackagesFolder, resolvePackage } from '../lock-files.ts';

/** The placeholders in the pages for our two servers. The first is the URL in the README. */
const placeholders = {
  widgets: 'https://example.se',
  receiver: 'https://receiver.example.se',
};

/** The integrity value in a script tag. */
const integrity = JSON.parse(readFileSync('dist/integrity.json', 'utf8'))['skr-widgets.js'];

/** A host page: a single file, which describes itself and what must be true on it. */
export interface HostPage {
  readonly name: string;
  /** The path it is served at. */
  readonly path: string;
  readonly html: string;
  readonly title: string;
  /** What the page proves. */
  readonly description: string;
  /** The `Content-Security-Policy` header that it is served with. */
  readonly policy: string | undefined;
  /** Expected errors, each exactly once. Any other fails the test. */
  readonly problems: readonly string[];
  /** Errors that may occur or not, depending on the engine. */
  readonly mayOccur: readonly string[];
  /** Names that the page or its libraries add to `window` and to the browser's storage. */
  readonly names: readonly string[];
  /** Whether the test sends a message with the form on it. */
  readonly sends: boolean;
  /** Whether it finishes loading, which a page that waits for an unresponsive server doesn't. */
  readonly loads: boolean;
}

/** The host pages, by file name. */
export const hostPages: readonly HostPage[] = globSync('test/hosts/*.{html,xhtml}')
  .sort()
  .map(readPage);

function readPage(file: string): HostPage {
  const html = readFileSync(file, 'utf8');
  const [, title] = html.match(/<title>([^<]+)<\/title>/) ?? [];
  const metas = [...html.matchAll(/<meta\s+name="([^"]+)"\s+content="([^"]*)"\s*\/?>/g)];
  const contents = (name: string) =>
    metas.filter(([, its]) => its === name).map(([, , content = '']) => plain(content));
  const [description] = contents('description');
  if (!title || !description) throw new Error(`${file} does not say what it is and proves`);
  return {
    name: basename(file, extname(file)),
    path: `/${basename(file)}`,
    html,
    title: plain(title),
    description,
    policy: contents('policy')[0] ?? published(contents('uses')[0]),
    problems: contents('problem'),
    mayOccur: contents('may-occur'),
    names: contents('names').flatMap((names) => names.split(' ')),
    sends: contents('sends').length > 0,
    loads: contents('never-loads').length === 0,
  };
}

/** The policy for a page that uses these features, from our published policies. */
function published(uses: string | undefined): string | undefined {
  if (!uses) return undefined;
  const { features } = JSON.parse(readFileSync('dist/csp.json', 'utf8'));
  const directives = new Map([['default-src', ["'none'"]]]);
  for (const feature of uses.split(' ')) {
    if (!features[feature]) throw new Error(`csp.json has nothing for ${feature}`);
    for (const [name, sources] of Object.entries<string[]>(features[feature].directives)) {
      directives.set(name, [...(directives.get(name) ?? []), ...sources]);
    }
  }
  return [...directives]
    .map(([name, sources]) => [name, ...new Set(sources)].join(' '))
    .join('; ')
    .replaceAll('{nonce}', 'r4nd0m')
    .replaceAll('{receiver}', placeholders.receiver);
}

/** Decodes a text from HTML. */
export function plain(html: string): string {
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
  /** The origin of the published files: another site to the browser, not just another port. */
  readonly widgets: string;
  /** Tells the pages the receiver's URL. */
  receiver: string;
  /** All requests since it was last cleared, with the status of the response. */
  readonly requests: { readonly url: string; readonly status: number }[];
  close(): Promise<unknown>;
}

/** Starts the servers on free ports. Resolves when they are listening. */
export async function serveHosts(port = 0): Promise<Hosts> {
  const requests: Hosts['requests'] = [];
  const [site, published] = [fastify(), fastify({ forceCloseConnections: true })];
  for (const server of [site, published]) {
    server.addHook('onRequest', async ({ originalUrl, host, raw }, { raw: reply }) => {
      // Requested by the browser itself.
      if (raw.url === '/favicon.ico') return;
      const note = { url: `http://${host}${originalUrl}`, status: 0 };
      requests.push(note);
      reply.once('finish', () => Object.assign(note, { status: reply.statusCode }));
    });
  }
  const hosts: Hosts = {
    url: '',
    widgets: '',
    receiver: placeholders.receiver,
    requests,
    close: () => Promise.all([site.close(), published.close()]),
  };
  /** Fills in what is known only when the servers run. */
  const fill = (text: string) =>
    text
      .replaceAll(placeholders.receiver, hosts.receiver)
      .replaceAll(placeholders.widgets, hosts.widgets);
  publish(published, fill);
  host(site, fill);
  const url = await site.listen({ host: '127.0.0.1', port });
  const widgets = await published.listen({ host: '127.0.0.1', port: 0 });
  return Object.assign(hosts, { url, widgets: widgets.replace('127.0.0.1', 'localhost') });
}

/** Serves the published files, and the 404 that a webmaster may encounter. */
function publish(server: FastifyInstance, fill: (text: string) => string): void {
  const files = globSync('dist/**/*.*');
  server.addHook('onSend', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*');
  });
  for (const release of ['v1', `v${version}`]) {
    server.get<{ Params: { '*': string } }>(`/skr-widgets/${release}/*`, ({ params }, reply) => {
      const file = files.find((path) => path === `dist/${params['*']}`);
      if (!file) return reply.callNotFound();
      reply.type(contentType(extname(file)) || 'application/octet-stream');
      const text = readFileSync(file, 'utf8');
      // Only these contain URLs; a script must keep its checksum.
      return reply.send(/html|json/.test(file) ? fill(text) : text);
    });
  }
  // The same file, as published by another release.
  server.get('/skr-widgets/v1.2.3/skr-widgets.js', (_request, reply) =>
    reply
      .type('text/javascript; charset=utf-8')
      .send(readFileSync('dist/skr-widgets.js', 'utf8').replaceAll(version, '1.2.3')),
  );
  server.get('/never/skr-widgets.js', () => new Promise(() => {}));
}

/** Serves a municipality's website. */
function host(server: FastifyInstance, fill: (text: string) => string): void {
  for (const { path, html, policy } of hostPages) {
    server.get(path, async (_request, reply) => {
      // The test's own scripts are allowed by a separate nonce.
      if (policy) {
        const errorRecorder = `script-src 'nonce-error-recorder'`;
        const withWitness = policy.includes('script-src')
          ? policy.replace('script-src', errorRecorder)
          : `${policy}; ${errorRecorder}`;
        reply.header('content-security-policy', fill(withWitness));
      }
      const errorRecorder = '<script nonce="error-recorder" src="/error-recorder.js"></script>';
      const page = await include(html.replaceAll('sha384-…', integrity), fill);
      return reply
        .type(
          path.endsWith('.xhtml')
            ? 'application/xhtml+xml; charset=utf-8'
            : 'text/html; charset=utf-8',
        )
        .send(page.replace('<head>', `<head>\n    ${errorRecorder}`));
    });
  }
  server.get('/', (_request, reply) => reply.type('text/html').send(list()));
  for (const file of ['error-recorder.js', 'editors.js', 'editors.json', 'cache-first.js']) {
    server.get(`/${file}`, (_request, reply) =>
      reply
        .type(contentType(file) || '')
        .header('cache-control', 'no-store')
        .send(fill(readFileSync(`test/hosts/${file}`, 'utf8'))),
    );
  }
  server.get('/code.html', (_request, reply) => reply.type('text/html').send(fill(getCode())));
  // Our own Lit, and Bootstrap, which the site uses too; all others have a lock file of their own.
  server.register(fastifyStatic, { root: resolve('node_modules'), prefix: '/npm/' });
  // The target of an import map, as on the page of an integrator who bundles our modules.
  server.register(fastifyStatic, {
    root: resolve('dist/lib'),
    prefix: '/lib/',
    decorateReply: false,
  });

  server.register(fastifyStatic, {
    root: getPackagesFolder('libraries'),
    prefix: '/libraries/',
    decorateReply: false,
  });
  const script = (path: string, content: () => string | Promise<string>) =>
    server.get(path, async (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').send(await content()),
    );
  // Replaces `Event`, `JSON` and more. The npm package is for servers only.
  script('/mootools.js', () => readFileSync(getProgramPath('mootools'), 'utf8'));
  for (const name of Object.keys(bundles)) script(`/${name}.js`, () => bundle(name));
  // Our file as asset pipelines serve it, and as Autoptimize concatenates it with others: with Autoptimize's tag.
  const readScript = () => readFileSync('dist/skr-widgets.js', 'utf8');
  script('/static/a1b2c3.js', readScript);
  script('/wp-content/cache/autoptimize/js/autoptimize_6b1c5f.js', () =>
    ['jquery', 'ours', 'theme']
      .map(
        (part) => `try{${part === 'ours' ? readScript() : `window.joined_${part}=true`}}catch(e){}`,
      )
      .join(';\n'),
  );

  // Server-side code of a site.
  server.addContentTypeParser('text/html', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  server.post('/sanitize-html', async (request, reply) => {
    const { default: sanitizeHtml } = await import(resolvePackage('libraries', 'sanitize-html'));
    return reply.type('text/html').send(sanitizeHtml(String(request.body)));
  });
}

/** The code that our site gives to those who choose nothing: the script, and the element with its whole text. */
function getCode(): string {
  const address = `${placeholders.widgets}/skr-widgets/`;
  const choice = choiceFrom(new URLSearchParams());
  const release = releaseOf({ address, version, receiver: undefined });
  const [page] = codeFor(choice, release, htmlAt(sourceOf(choice))).parts;
  return page?.code ?? '';
}

/**
 * Inserts what a site's system would print: `<!-- fragment: NAME -->` is replaced with a fragment, and
 * `<!-- oembed: ADDRESS -->` with the output of a real oEmbed client for a page's URL.
 */
async function include(html: string, fill: (text: string) => string): Promise<string> {
  let page = fill(html).replace('/* the script itself */', () =>
    readFileSync('dist/skr-widgets.js', 'utf8').replaceAll('</script', '<\\/script'),
  );
  for (const [mark, way, what = ''] of page.matchAll(/<!-- (fragment|oembed): (\S+) -->/g)) {
    const text =
      way === 'fragment'
        ? fill(readFileSync(`dist/fragments/${what}.html`, 'utf8'))
        : String(((await extract(what)) as { html?: string }).html);
    page = page.replace(mark, () => text);
  }
  return page;
}

/** Bundles libraries that have no build for browsers, and returns what a page gets as a global. */
const bundles: Readonly<
  Record<string, { readonly globalName: string; readonly contents: string }>
> = {
  react: {
    globalName: 'ReactBundle',
    contents:
      "export * as React from 'react'; export { createRoot } from 'react-dom/client'; export { flushSync } from 'react-dom';",
  },
  tiptap: {
    globalName: 'tiptap',
    contents:
      "export { Editor } from '@tiptap/core'; export { default as StarterKit } from '@tiptap/starter-kit';",
  },
};

const bundled = new Map<string, Promise<string>>();

function bundle(name: string): Promise<string> {
  const { globalName = '', contents = '' } = bundles[name] ?? {};
  const code =
    bundled.get(name) ??
    build({
      stdin: { contents, resolveDir: getPackagesFolder('libraries') },
      bundle: true,
      write: false,
      format: 'iife',
      globalName,
      define: { 'process.env.NODE_ENV': '"development"' },
    }).then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  bundled.set(name, code);
  return code;
}

/** Renders the list of pages, from their own descriptions. */
function list(): string {
  const items = hostPages.map(
    ({ path, html }) =>
      `<li><a href="${path}">${html.match(/<title>(.*?)<\/title>/s)?.[1]}</a>: ${
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
