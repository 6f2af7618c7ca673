/**
 * Shows the site on this machine, with a receiver that its forms reach. The site and the receiver have
 * an origin each, as they do at a municipality. The files are those of `site/`, but for the addresses in
 * them: those of this machine.
 */
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import fastify from 'fastify';
import { contentType } from 'mime-types';
import { version } from '../publish/urls.ts';
import { site } from './build.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import type { Files } from './release.ts';

/** The port unless another is asked for. README.md names it. */
const DEFAULT_PORT = 8080;

/** The site on a machine of one's own, with its receiver. */
export interface Demo {
  readonly url: string;
  readonly receiver: Receiver;
  stop(): Promise<unknown>;
}

/**
 * Starts both. Settles when they listen; rejects when the port is taken.
 *
 * @param folder Where the receiver keeps what it receives.
 * @param port 0 for any that is free.
 */
export async function startDemo(folder: string, port = 0): Promise<Demo> {
  const server = fastify({ forceCloseConnections: true });
  let files: Files = {};
  server.get<{ Params: { '*': string } }>('/*', (request, reply) => {
    const requested = request.params['*'];
    const path = requested === '' || requested.endsWith('/') ? `${requested}index.html` : requested;
    const content = Object.hasOwn(files, path) ? files[path] : readScript(path);
    if (content === undefined) {
      return reply.code(404).type('text/html; charset=utf-8').send(files['404.html']);
    }
    // Everyone may use what is published, as where it is published in earnest.
    if (path.startsWith('skr-widgets/')) reply.header('access-control-allow-origin', '*');
    return reply
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-cache')
      .type(typeOf(path))
      .send(content);
  });

  const url = await server.listen({ host: '127.0.0.1', port });
  const receiver = await startReceiver(folder, [url, url.replace('127.0.0.1', 'localhost')]);
  files = site({ address: `${url}/skr-widgets/`, version, receiver: receiver.url });
  return {
    url,
    receiver,
    stop: () => Promise.all([server.close(), receiver.stop()]),
  };
}

/** The media type, with the encoding: browsers show a feed as text, and guess. */
function typeOf(path: string): string {
  const type = contentType(extname(path)) || 'application/octet-stream';
  return type.endsWith('xml') ? `${type}; charset=utf-8` : type;
}

/** What the build has made of the scripts. */
function readScript(path: string): Buffer | undefined {
  return /^scripts\/[\w-]+\.(js|zip)$/.test(path) ? readFileSync(join('site', path)) : undefined;
}

if (import.meta.main) {
  const folder = 'data';
  const { url, receiver, stop } = await startOn(process.env.PORT, folder);
  console.log(`
The site:      ${url}
The messages:  npm run messages list
               npm run messages show REFERENCE
               npm run --silent messages export
The receiver:  ${receiver.url}, with its database and log in ${folder}/

Stop with Ctrl-C.`);

  let isStopping = false;
  const handleSignal = async () => {
    isStopping = true;
    await stop();
  };
  process.once('SIGINT', handleSignal).once('SIGTERM', handleSignal);
  await receiver.ended;
  if (!isStopping) {
    console.error(`The receiver has ended. ${folder}/receiver.log says why.`);
    process.exitCode = 1;
    await stop();
  }
}

/** Takes the port that was asked for and no other; if none was, the default or any that is free. */
async function startOn(port: string | undefined, folder: string): Promise<Demo> {
  try {
    return await startDemo(folder, Number(port ?? DEFAULT_PORT));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (port) {
      console.error(`PORT is ${port}, and that port cannot be used: ${error.message}`);
      process.exit(1);
    }
    if (error.code !== 'EADDRINUSE') throw error;
    console.log(`Another program has port ${DEFAULT_PORT}, so the site takes one that is free.`);
    return startDemo(folder);
  }
}
