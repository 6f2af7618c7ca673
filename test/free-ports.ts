/**
 * Ports for servers that have to be told theirs before they start. They lie below the kernel's own range, from which
 * any program can be given a port between the check and the start of the server.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';

const [first, last] = [20_000, 32_767];

// Test files run at the same time, each in a process of its own, so each starts in another place.
let next = first + ((process.pid * 37) % (last - first));

/** Finds free ports, none of which has been returned before. */
export async function getFreePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = next;
    next = port < last ? port + 1 : first;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

/** Finds a free port, which has not been returned before. */
export async function getFreePort(): Promise<number> {
  const [port] = await getFreePorts(1);
  return port as number;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
