/**
 * Simulates what a disk may contain after a power cut, from a log of system calls. A write is
 * certain to be there only once its file has been synced; before that the disk may contain it, some
 * of its sectors, or none of it, in any order. A name is certain to be there only once its
 * directory has been synced.
 */
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** One event of the log. */
export type Event =
  | { readonly kind: 'create'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly at: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly size: number }
  | { readonly kind: 'sync'; readonly path: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'answer'; readonly reference: string };

/** The smallest unit that a disk writes atomically, in bytes. */
const sector = 512;

/**
 * Parses the file operations of one thread below a folder, and the references in its responses,
 * from a log written by `strace -ff -xx -y`.
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
  // The path of a descriptor follows it in angle brackets; strings are in quotes.
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

/** What happens to unsynced writes in a power cut. */
export type CrashOutcome = 'none' | 'some' | 'torn';

/** One file on the disk: what is certain to be there, and what may be. */
interface File {
  content: Buffer;
  size: number;
  unsure: Event[];
  /** Whether its name is certain to be there. */
  named: boolean;
}

/** A simulated disk. If `syncs` is false, it reports syncs without performing them. */
export class SimulatedDisk {
  readonly #files = new Map<string, File>();
  readonly #syncs: boolean;

  constructor(syncs = true) {
    this.#syncs = syncs;
  }

  /** Applies an event. */
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

  /** Writes to a folder what the disk may contain if the power is cut now. */
  crash(folder: string, outcome: CrashOutcome, random: () => number): void {
    for (const [path, file] of this.#files) {
      // The wal-index is in memory only, and is rebuilt from the log.
      if (path.endsWith('-shm')) continue;
      if (!file.named && this.#syncs && random() < 0.5) continue;
      const left = { ...file, content: Buffer.from(file.content) };
      for (const event of file.unsure) {
        if (outcome === 'none' || random() < 0.5) continue;
        apply(left, outcome === 'torn' ? tear(event, random) : event);
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

/** Grows the buffer by doubling, so that it is not copied for each of thousands of writes. */
function reserve(file: File, size: number): void {
  if (size <= file.content.length) return;
  file.content = Buffer.concat([file.content, Buffer.alloc(size * 2 - file.content.length)]);
}

/** Truncates a write to its first sectors. */
function tear(event: Event, random: () => number): Event {
  if (event.kind !== 'write') return event;
  const sectors = Math.floor((random() * event.data.length) / sector);
  return { ...event, data: event.data.subarray(0, sectors * sector) };
}

/** Decodes bytes in strace's notation, `\x41\x42`. */
const bytes = (escaped: string) => Buffer.from(escaped.replaceAll('\\x', ''), 'hex');
