/** Servers for the tests: one for a municipality's website, one for the script. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The response for a path. */
export interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The response with our script. */
export const script: Answer = {
  headers: { 'content-type': 'text/javascript' },
  body: readFileSync('dist/skr-widgets.js'),
};

/** A server with an origin of its own. */
export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a table of responses by path, and nothing else. Resolves when the server is listening. */
export async function serve(answers: Readonly<Record<string, Answer>>): Promise<Site> {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    if (answer) response.writeHead(200, answer.headers).end(answer.body);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
