import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { origin, post, setup, validMessage } from '../setup.ts';
import { bothEngines } from './engines.ts';
import { startPostgres } from './postgres.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

/** Incomplete requests. */
const beginnings = [
  '',
  'POST /v1/forms/international/messages HTTP/1.1\r\nHost: x\r\n',
  `POST /v1/forms/international/messages HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\nContent-Type: application/json\r\nIdempotency-Key: f3b8a3a0-0000-4000-8000-000000000001\r\nContent-Length: 1000\r\n\r\n{"fields":`,
  `POST /v1/forms/international/messages HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\nContent-Type: application/json\r\nIdempotency-Key: f3b8a3a0-0000-4000-8000-000000000001\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n{"fie`,
];

for (const engine of bothEngines(postgres)) {
  test(`${engine.name}: a hundred slow clients do not delay others, and are disconnected`, async () => {
    // Longer than a response takes on a busy machine, because it has to come before they are
    // disconnected.
    const requestTimeout = 10_000;
    await using receiver = await setup({
      ...(await engine.database()),
      requestTimeoutMs: requestTimeout,
    });
    const { port } = new URL(receiver.url);
    const slow: Socket[] = Array.from({ length: 100 }, () => connect(Number(port), '127.0.0.1'));
    // A receiver that is closing waits for them.
    await using _ = {
      async [Symbol.asyncDispose]() {
        for (const socket of slow) socket.destroy();
      },
    };
    await Promise.all(slow.map((socket) => once(socket, 'connect')));
    const disconnections = slow.map(
      (socket) => new Promise((resolve) => socket.on('close', resolve)),
    );
    for (const [index, socket] of slow.entries()) {
      // Each continues byte by byte, so that it is never idle.
      const begun = beginnings[index % beginnings.length] ?? '';
      socket.write(begun);
      const drip = setInterval(() => socket.write(begun ? 'x' : ''), 100);
      socket
        .on('close', () => clearInterval(drip))
        .on('error', () => {
          // Being disconnected is what is expected.
        });
      socket.resume();
    }

    const response = await post(receiver.url, { body: await validMessage(receiver.keyring) });

    assert.equal(response.status, 201);
    // It was answered while all of them were still connected.
    assert.equal(slow.filter(({ destroyed }) => destroyed).length, 0);
    await Promise.all(disconnections);
    assert.equal((await receiver.messages()).length, 1);
  });
}

/** The timeout of a test, whose waits normally take a second. */
const timeoutOptions = { timeout: 60_000 };

test('slow clients do not keep a receiver from stopping', timeoutOptions, async () => {
  await using receiver = await setup({ requestTimeoutMs: 1000 });
  const { app, url } = receiver;
  const requested = once(app.server, 'request');
  const slow = beginnings.map((begun) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {}).write(begun);
    return socket;
  });
  await Promise.all([requested, ...slow.map((socket) => once(socket, 'connect'))]);

  await app.close();

  for (const socket of slow) socket.destroy();
});

test('a client that never reads its responses is disconnected', timeoutOptions, async () => {
  await using receiver = await setup({ requestTimeoutMs: 400 });
  const { app, url } = receiver;
  const connected = once(app.server, 'connection');
  const reader = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
  // The responses are larger than the socket buffers at both ends of a connection.
  reader.write('GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2000));
  const [socket] = await connected;

  await once(socket, 'close');

  reader.destroy();
});

test('input that is not HTTP is rejected without harm', async () => {
  await using receiver = await setup();
  const { port } = new URL(receiver.url);
  for (const nonsense of [
    'hello\r\n\r\n',
    'POST /v1/forms/international/messages HTTP/1.1\r\nContent-Length: -1\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
    '\u0016\u0003\u0001\u0002\u0000',
  ]) {
    const socket = connect(Number(port), '127.0.0.1');
    const chunks: Buffer[] = [];
    socket
      .on('data', (chunk) => chunks.push(chunk))
      .on('error', () => {
        // A reset is a valid way to refuse.
      });
    socket.write(nonsense, 'latin1');
    await new Promise((resolve) => socket.on('close', resolve));
    const response = Buffer.concat(chunks).toString('latin1');
    assert.match(response, /^(HTTP\/1\.1 4\d\d |$)/, response.slice(0, 80));
  }
  const response = await post(receiver.url, { body: await validMessage(receiver.keyring) });
  assert.equal(response.status, 201);
});
