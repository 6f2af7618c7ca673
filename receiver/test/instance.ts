import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addKey, formatKeyring, type Keyring } from '../src/security/keyring.ts';
import { form, limits } from './setup.ts';

/** The receiver's one command. */
export const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const nodeEnv = fileURLToPath(new URL('../node.env', import.meta.url));

/** A folder with a configuration and keys, as an operator would lay it out. */
export interface Instance {
  readonly folder: string;
  readonly config: string;
  readonly keyring: Keyring;
  readonly env: NodeJS.ProcessEnv;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Lays out an installation; `settings` replace those of the configuration file. */
export async function createInstance(
  settings: Record<string, unknown> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Instance> {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  const config = join(folder, 'receiver.json');
  const keyring = addKey(undefined, new Date());
  await writeFile(config, JSON.stringify({ port: 0, limits, forms: [form], ...settings }));
  return {
    folder,
    config,
    keyring,
    env: { PATH: process.env.PATH, RECEIVER_KEYS: formatKeyring(keyring), ...env },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

/** What a finished command left behind. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the operator's commands to its end. */
export async function runCommand(instance: Instance, ...words: string[]): Promise<CommandResult> {
  const child = spawnReceiver(instance, words);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const [code] = await once(child, 'close');
  return { code, stdout: stdout(), stderr: stderr() };
}

/** A receiver in a process of its own, listening. */
export interface ReceiverProcess {
  readonly url: string;
  /** The URL of the monitoring server, if it is configured. */
  readonly monitoringUrl: string | undefined;
  readonly process: ChildProcess;
  readonly log: () => string;
  /** Sends a signal and settles with the exit code when the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How a receiver may be started otherwise than an operator would. */
export interface StartOptions {
  /** A module that is loaded before the receiver. */
  readonly preload?: string;
  /** A command that runs the receiver's. */
  readonly wrapper?: readonly string[];
}

/** Starts a receiver and settles when it says that it is listening. */
export async function startReceiver(
  instance: Instance,
  otherwise: StartOptions = {},
): Promise<ReceiverProcess> {
  const child = spawnReceiver(instance, ['serve'], otherwise);
  const stdout = collect(child.stdout);
  const log = collect(child.stderr);
  const gone = once(child, 'close');
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [, url] = /Receiver listening on (\S+)/.exec(stdout()) ?? [];
      if (url) resolve(url);
    });
    child.on('close', () => reject(new Error(`expected a receiver, got ${log()}`)));
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    await gone;
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

/** Starts one of the operator's commands, or a receiver. */
export function spawnReceiver(
  instance: Instance,
  words: string[],
  { preload, wrapper = [] }: StartOptions = {},
) {
  const options = [`--env-file=${nodeEnv}`, ...(preload ? [`--import=${preload}`] : [])];
  const [program = '', ...args] = [...wrapper, process.execPath, ...options, cli, ...words];
  const child = spawn(program, [...args, '--config', instance.config], {
    env: instance.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that fails half-way leaves nothing running.
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
