/** Starts the receiver as its own program, as the one who hosts it does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/**
 * What the form says of who receives. Nothing of it is made up: what is written in a demonstration is really stored,
 * and nobody but the one who runs it answers for that.
 */
const notice = {
  retention: {
    sv: 'Det här är en demonstration. Meddelandet sparas krypterat på den dator som mottagaren körs på. Den som har startat mottagaren ansvarar för det och kan läsa det, men svarar inte. Det gallras 30 dagar efter att det har kommit in.',
    en: 'This is a demonstration. The message is stored encrypted on the computer that runs the receiver. Whoever started the receiver is responsible for it and can read it, but does not reply. It is deleted 30 days after it has arrived.',
  },
};

/** What makes the notice true. */
const retention = { days: 30, decision: 'Demonstration' };

/**
 * Stops the receiver when what started it is gone, also when that was killed: then the system closes
 * the pipe between them.
 */
const endsWithUs = `--import=data:text/javascript,
  process.stdin.resume().once('end', () => process.kill(process.pid, 'SIGTERM')).unref();`;

/** A receiver that is listening. */
export interface Receiver {
  /** Its origin. */
  readonly url: string;
  /** Settles when it has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  /** Ends it. Settles when it has ended. */
  stop(): Promise<unknown>;
}

/**
 * Starts a receiver on a free port of this machine, with its configuration, its embedded database
 * and its log in a folder. Settles when it listens; rejects if it never does.
 *
 * @param origins The origins whose pages may use its one form, `international`.
 */
export async function startReceiver(folder: string, origins: readonly string[]): Promise<Receiver> {
  mkdirSync(folder, { recursive: true });
  const configPath = `${folder}/receiver.json`;
  const forms = [{ id: 'international', allowedOrigins: origins, notice, retention }];
  writeFileSync(configPath, JSON.stringify({ port: 0, data: '.', forms }, null, 2));

  const command = ['--env-file=receiver/node.env', endsWithUs, 'receiver/src/cli.ts', 'serve'];
  const log = `${folder}/receiver.log`;
  // What these say is meant for others: PORT for the page, DATABASE_URL for a receiver in earnest.
  const { HOST, PORT, DATABASE_URL, DATABASE_URL_FILE, ...env } = process.env;
  const child = spawn(process.execPath, [...command, '--config', configPath], {
    env,
    stdio: ['pipe', 'pipe', openSync(log, 'a')],
  });
  const ended = once(child, 'exit');
  const started = once(createInterface(child.stdout as Readable), 'line');
  const [line] = await Promise.race([started, ended]);
  const [url] = String(line).match(/http:\S+/) ?? [];
  if (!url) throw new Error(`The receiver did not start. ${log} says why.`);

  return {
    url,
    ended,
    stop() {
      child.kill();
      return ended;
    },
  };
}
