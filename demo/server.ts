/**
 * Shows the demo page on this machine, with a receiver that its forms reach. The page and the
 * receiver have an origin each, as they do at a municipality.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastify from 'fastify';
import { type Receiver, startReceiver } from './receiver.ts';

const folder = 'data';

/** Where the page says that the receiver is, until it is served. */
const placeholder = 'https://receiver.example.se';

const page = readFileSync('demo/index.html', 'utf8');

/** There once both listen: each must know where the other is. */
let receiver: Receiver | undefined;

const site = fastify();

site.addHook('onSend', async (_request, reply) => {
  reply.headers({
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      `connect-src ${receiver?.url ?? "'none'"}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
  });
});

site.get('/', (_request, reply) =>
  reply
    .type('text/html; charset=utf-8')
    .send(page.replaceAll(placeholder, receiver?.url ?? placeholder)),
);

site.register(fastifyStatic, {
  root: [resolve('demo'), resolve('dist')],
  index: false,
  allowedPath: (path) => /\.(css|js|svg)$/.test(path),
});

const url = await listen();
receiver = await startReceiver(folder, [url, url.replace('127.0.0.1', 'localhost')]);

console.log(`
The page:      ${url}
The messages:  npm run messages list
               npm run messages show REFERENCE
               npm run --silent messages export
The receiver:  ${receiver.url}, with its database and log in ${folder}/

Stop with Ctrl-C.`);

let stopping = false;
process.once('SIGINT', stop).once('SIGTERM', stop);
await receiver.ended;
if (!stopping) {
  console.error(`The receiver has ended. ${folder}/receiver.log says why.`);
  process.exitCode = 1;
  await site.close();
}

async function stop() {
  stopping = true;
  await Promise.all([site.close(), receiver?.stop()]);
}

/** Takes the port that was asked for and no other; if none was, 8080 or any that is free. */
async function listen(): Promise<string> {
  const host = '127.0.0.1';
  const { PORT } = process.env;
  try {
    return await site.listen({ host, port: Number(PORT ?? 8080) });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (PORT) {
      console.error(`PORT is ${PORT}, and that port cannot be used: ${error.message}`);
      process.exit(1);
    }
    if (!('code' in error && error.code === 'EADDRINUSE')) throw error;
    return site.listen({ host, port: 0 });
  }
}
