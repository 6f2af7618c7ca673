import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addKey, formatKeyring, type Keyring } from '../src/security/keyring.ts';
import { form, limits } from './setup.ts';

/** The receiver's command line. */
export const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const nodeEnv = fileURLToPath(new URL('../node.env', import.meta.url));

/** An installation: a folder with a configuration, and an environment with keys. */
export interface Instance {
  readonly folder: string;
  readonly config: string;
  readonly keyring: Keyring;
  readonly env: NodeJS.ProcessEnv;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Creates an installation; `settings` override the default configuration. */
export async function createInstance(
  settings: Record<string, unknown> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Instance> {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  const config = join(folder, 'receiver.json');
  const keyring = addKey(undefined, new Date());
  // No test asks the publisher, whoever that is.
  const defaults = { port: 0, limits, forms: [form], publisherUrl: null };
  await writeFile(config, JSON.stringify({ ...defaults, ...settings }));
  return {
    folder,
    config,
    keyring,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      RECEIVER_KEYS: formatKeyring(keyring),
      ...env,
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

/** The result of a command. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the receiver's commands. */
export async function runCommand(instance: Instance, ...words: string[]): Promise<CommandResult> {
  const child = spawnReceiver(instance, words);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const [code] = await once(child, 'close');
  return { code, stdout: stdout(), stderr: stderr() };
}

/** A receiver in its own process, listening. */
export interface ReceiverProcess {
  readonly url: string;
  /** The URL of the monitoring server, if it is configured. */
  readonly monitoringUrl: string | undefined;
  readonly process: ChildProcess;
  readonly log: () => string;
  /** Sends a signal, and resolves to the exit code when the process has ended. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How to start a receiver differently from an operator. */
export interface StartOptions {
  /** A module to load before the receiver. */
  readonly preload?: string;
  /** A command to prefix, with its arguments. */
  readonly wrapper?: readonly string[];
}

/** Starts a receiver, and resolves when it is listening. */
export async function startReceiver(
  instance: Pick<Instance, 'config' | 'env'>,
  otherwise: StartOptions = {},
): Promise<ReceiverProcess> {
  const child = spawnReceiver(instance, ['serve'], otherwise);
  const stdout = collect(child.stdout);
  const log = collect(child.stderr);
  const exit = once(child, 'close');
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [, url] = /Receiver listening on (\S+)/.exec(stdout()) ?? [];
      if (url) resolve(url);
    });
    child.on('close', () => reject(new Error(`expected a receiver, got ${log()}`)));
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    await exit;
    return child.exitCode;
  };
  return {
    url: await ready,
    monitoringUrl: /Monitoring on (\S+)/.exec(stdout())?.[1],
    process: child,
    log,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop('SIGKILL');
    },
  };
}

/** Starts a process with one of the receiver's commands. */
export function spawnReceiver(
  instance: Pick<Instance, 'config' | 'env'>,
  words: string[],
  { preload, wrapper = [] }: StartOptions = {},
) {
  const options = [`--env-file=${nodeEnv}`, ...(preload ? [`--import=${preload}`] : [])];
  const [program = '', ...args] = [...wrapper, process.execPath, ...options, cli, ...words];
  const child = spawn(program, [...args, '--config', instance.config], {
    env: instance.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Leaves nothing running when a test fails half-way.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}
