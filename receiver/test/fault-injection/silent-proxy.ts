import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that can fall silent, as a firewall, a pooler or a fail-over does. */
export interface SilentProxy {
  readonly port: number;
  /**
   * Swallows whatever the open connections send, in both directions, and closes none of them. New
   * connections work.
   */
  silence(): void;
  /** How many connections have been opened. */
  countConnections(): number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a proxy to a port on this machine. */
export async function startSilentProxy(targetPort: number): Promise<SilentProxy> {
  const sockets = new Set<Socket>();
  const talking = new Set<() => void>();
  let connections = 0;
  const server = createServer((client) => {
    connections++;
    const target = connect(targetPort, '127.0.0.1');
    let isSilent = false;
    talking.add(() => {
      isSilent = true;
    });
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(from);
      from
        .on('data', (chunk) => isSilent || to.write(chunk))
        .on('close', () => isSilent || to.destroy())
        .on('error', () => {
          // The other end is closed by `close`.
        });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    silence() {
      for (const silence of talking) silence();
      talking.clear();
    },
    countConnections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
