/**
 * What a disk may hold after the power went, worked out from a log of system calls. A write is sure
 * to be there only when its file has been synced since; before that the disk may hold it, hold some
 * of its sectors, or not hold it at all, in any order. A name is sure to be there only when its
 * folder has been synced.
 */
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** One thing that happened, in order. */
export type Event =
  | { readonly kind: 'create'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly at: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  | { readonly kind: 'sync'; readonly path: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'answer'; readonly reference: string };

/** The smallest part that a disk writes as a whole. */
const sector = 512;

/**
 * Reads what one thread did below a folder, and which references it answered with, from the log that
 * `strace -ff -xx -y` wrote of it.
 */
export function parseLog(log: string, folder: string): Event[] {
  const lines = log.split('\n').map((line) => /^(\w+)\((.*)\)\s+= (-?\d+)/.exec(line));
  return lines.flatMap((parts) => {
    const [, call = '', args = '', result = '-1'] = parts ?? [];
    if (Number(result) < 0) return [];
    const event = parseCall(call, args);
    return event && (event.kind === 'answer' || event.path.startsWith(folder)) ? [event] : [];
  });
}

function parseCall(call: string, args: string): Event | undefined {
  // The file of a descriptor stands in angle brackets after it; texts stand in quotes.
  const path = bytes(/^\d+<([^>]*)>/.exec(args)?.[1] ?? '').toString();
  const texts = Array.from(args.matchAll(/"([^"]*)"/g), ([, text = '']) => bytes(text));
  const data = Buffer.concat(texts);
  const last = Number(/(\d+)$/.exec(args)?.[1]);
  switch (call) {
    case 'openat':
      return args.includes('O_CREAT') ? { kind: 'create', path: data.toString() } : undefined;
    case 'unlink':
      return { kind: 'remove', path: data.toString() };
    case 'pwrite64':
      return { kind: 'write', path, at: last, data };
    case 'ftruncate':
      return { kind: 'truncate', path, size: last };
    case 'fsync':
    case 'fdatasync':
      return { kind: 'sync', path };
    case 'write':
    case 'writev': {
      const answer = /^HTTP\/1\.1 20[01] [\s\S]*"reference":"([^"]+)"/.exec(data.toString());
      return answer?.[1] ? { kind: 'answer', reference: answer[1] } : undefined;
    }
    default:
      return undefined;
  }
}

/** How a disk treats what was not synced when the power goes. */
export type CrashOutcome = 'none' | 'some' | 'torn';

/** One file on the disk: what is sure to be there, and what may be. */
interface File {
  content: Buffer;
  size: number;
  unsure: Event[];
  /** Whether its name is sure to be there. */
  named: boolean;
}

/** A disk that events happen to. With `syncs` false it only says that it has synced. */
export class SimulatedDisk {
  readonly #files = new Map<string, File>();
  readonly #syncs: boolean;

  constructor(syncs = true) {
    this.#syncs = syncs;
  }

  /** Lets something happen. */
  apply(event: Event): void {
    if (event.kind === 'answer') return;
    const { kind, path } = event;
    const file = this.#files.get(path);
    if (kind === 'create') {
      const empty = { content: Buffer.alloc(0), size: 0, unsure: [], named: false };
      if (!file) this.#files.set(path, empty);
    } else if (kind === 'remove') {
      this.#files.delete(path);
    } else if (kind !== 'sync') {
      file?.unsure.push(event);
    } else if (this.#syncs) {
      for (const [name, other] of this.#files) if (dirname(name) === path) other.named = true;
      for (const pending of file?.unsure.splice(0) ?? []) if (file) apply(file, pending);
    }
  }

  /** Writes into a folder what the disk may hold if the power goes now. */
  crash(folder: string, luck: CrashOutcome, random: () => number): void {
    for (const [path, file] of this.#files) {
      // The wal-index lives in memory and is made anew from the log.
      if (path.endsWith('-shm')) continue;
      if (!file.named && this.#syncs && random() < 0.5) continue;
      const left = { ...file, content: Buffer.from(file.content) };
      for (const event of file.unsure) {
        if (luck === 'none' || random() < 0.5) continue;
        apply(left, luck === 'torn' ? tear(event, random) : event);
      }
      writeFileSync(join(folder, basename(path)), left.content.subarray(0, left.size));
    }
  }
}

function apply(file: File, event: Event): void {
  if (event.kind === 'truncate') {
    reserve(file, event.size);
    file.content.fill(0, Math.min(event.size, file.size), Math.max(event.size, file.size));
    file.size = event.size;
  } else if (event.kind === 'write') {
    const end = event.at + event.data.length;
    reserve(file, end);
    event.data.copy(file.content, event.at);
    file.size = Math.max(file.size, end);
  }
}

/** Makes room, doubling it, so that a log of thousands of writes is not copied for each. */
function reserve(file: File, size: number): void {
  if (size <= file.content.length) return;
  file.content = Buffer.concat([file.content, Buffer.alloc(size * 2 - file.content.length)]);
}

/** Keeps only the first sectors of a write. */
function tear(event: Event, random: () => number): Event {
  if (event.kind !== 'write') return event;
  const sectors = Math.floor((random() * event.data.length) / sector);
  return { ...event, data: event.data.subarray(0, sectors * sector) };
}

/** The bytes that strace wrote as `\x41\x42`. */
const bytes = (written: string) => Buffer.from(written.replaceAll('\\x', ''), 'hex');
