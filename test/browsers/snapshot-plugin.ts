/**
 * Compares how the elements look and read with stored snapshots. Screenshots are stored on a sheet for each element and
 * state, with a row for each language and a column for each colour scheme and width; screen reader transcripts are
 * stored as text files.
 *
 * With the environment variable `UPDATE_SNAPSHOTS` the snapshots are updated instead.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { TestRunnerPlugin } from '@web/test-runner';
import pixelmatch from 'pixelmatch';
import type { CDPSession, Page, Protocol } from 'puppeteer-core';
import sharp, { type Sharp } from 'sharp';
import { type Picture, rows, schemes, widths } from '../elements/states/snapshot-sheet.ts';

const getSheet = (state: string): string => `test/elements/states/screenshots/${state}.webp`;
const getTranscript = (state: string): string => `test/elements/states/transcripts/${state}.txt`;

/** Where a screenshot that differs is saved, with the differences marked. */
const differing = '.cache/screenshots';

/**
 * The tolerance for a pixel's colour, from 0 to 1 (black to white): two steps of 256, which nobody sees and which
 * processors round differently.
 */
const threshold = 0.02;

/** The number of pixels that may exceed the tolerance. The dot of an i is four pixels. */
const tolerated = 4;

/** The colour between the screenshots, which none of our pages has. */
const ground = { r: 128, g: 128, b: 160 };

interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

interface Screenshot {
  readonly picture: Picture;
  readonly pixels: Pixels;
}

/** A request from a test: a screenshot of a box on the page. */
interface Payload extends Picture {
  readonly box: { x: number; y: number; width: number; height: number };
  /** Whether something was changed on purpose, to test the comparison; such a screenshot is never stored. */
  readonly changed?: boolean;
}

/** The commands `emulate`, `pseudo`, `picture`, `sheet` and `transcript` for `executeServerCommand`. */
export function snapshotPlugin(): TestRunnerPlugin<unknown> {
  let screenshots: Screenshot[] = [];
  let writing = Promise.resolve();
  let sheet: { name: string; pixels: Promise<Pixels> } | undefined;

  return {
    name: 'references',
    async executeCommand({ command, payload, session }) {
      const page = () => (session.browser as unknown as Browser).getPage(session.id);
      if (command === 'emulate') {
        await emulate(page(), payload as Record<string, string>);
        return true;
      }
      if (command === 'pseudo') {
        await force(page(), payload as string[]);
        return true;
      }
      if (command === 'picture') {
        const { box, changed, ...picture } = payload as Payload;
        const pixels = await takeScreenshot(page(), box);
        if (process.env.UPDATE_SNAPSHOTS && !changed) {
          screenshots.push({ picture, pixels });
          return '';
        }
        if (sheet?.name !== picture.state) {
          sheet = { name: picture.state, pixels: getRaw(sharp(getSheet(picture.state))) };
        }
        const stored = await sheet.pixels;
        return isAlike(picture, pixels, stored) ? '' : compare(picture, pixels, stored);
      }
      if (command === 'sheet') {
        const all = screenshots;
        screenshots = [];
        // Not awaited: writing a large sheet takes longer than the page waits for a response.
        if (process.env.UPDATE_SNAPSHOTS)
          writing = writing.then(() => store(payload as string, all));
        return true;
      }
      if (command === 'transcript') {
        const { state, text } = payload as { state: string; text: string };
        const path = getTranscript(state);
        if (process.env.UPDATE_SNAPSHOTS) writeFileSync(path, text);
        return existsSync(path) ? readFileSync(path, 'utf8') : '';
      }
      return undefined;
    },
    serverStop: () => writing,
  };
}

/** The part of a launcher that is used here. */
interface Browser {
  getPage(id: string): Page;
}

/** One session per page: emulation set by one session can't be reset by another. */
const devToolsOf = new WeakMap<Page, CDPSession>();

async function devToolsFor(page: Page): Promise<CDPSession> {
  const devTools = devToolsOf.get(page) ?? (await page.createCDPSession());
  devToolsOf.set(page, devTools);
  return devTools;
}

/** Sets the page's media features until they are set again. */
async function emulate(page: Page, features: Record<string, string>): Promise<void> {
  const devTools = await devToolsFor(page);
  await devTools.send('Emulation.setEmulatedMedia', {
    media: features.media ?? '',
    features: Object.entries(features)
      .filter(([name]) => name !== 'media')
      .map(([name, value]) => ({ name, value })),
  });
}

/** Makes all controls of our elements match pseudo-classes, for as long as they exist. */
async function force(page: Page, forcedPseudoClasses: string[]): Promise<void> {
  const devTools = await devToolsFor(page);
  await devTools.send('DOM.enable');
  await devTools.send('CSS.enable');
  const { root } = await devTools.send('DOM.getDocument', { depth: -1, pierce: true });
  for (const { nodeId, localName } of nodesIn(root)) {
    if (!/^(a|button|input|textarea|summary)$/.test(localName)) continue;
    await devTools.send('CSS.forcePseudoState', { nodeId, forcedPseudoClasses });
  }
}

function nodesIn(node: Protocol.DOM.Node): Protocol.DOM.Node[] {
  const inside = [...(node.shadowRoots ?? []), ...(node.children ?? [])];
  return [node, ...inside.flatMap(nodesIn)];
}

/**
 * Takes a screenshot in a viewport larger than every page: Chromium doesn't wait until it has painted what is outside.
 * Both in one session, because a screenshot restores the viewport that its own session has set.
 */
async function takeScreenshot(page: Page, box: Payload['box']): Promise<Pixels> {
  const devTools = await devToolsFor(page);
  const viewport = { width: 1300, height: 6000, deviceScaleFactor: 1, mobile: false };
  await devTools.send('Emulation.setDeviceMetricsOverride', viewport);
  const clip = { ...box, scale: 1 };
  const { data } = await devTools.send('Page.captureScreenshot', { clip, optimizeForSpeed: true });
  return getRaw(sharp(Buffer.from(data, 'base64')));
}

async function getRaw(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** The position of a screenshot on a sheet. */
function getCell({ language, scheme, width }: Picture, height: number) {
  const before = schemes.indexOf(scheme) * widths.length + widths.indexOf(width);
  const columns = schemes.flatMap(() => widths);
  const left = columns.slice(0, before).reduce((sum, one) => sum + one, 0);
  const rowHeight = height / rows.length;
  return { left, top: rows.indexOf(language) * rowHeight, width, height: rowHeight };
}

/** A cell of the stored sheet, and the same cell with the current screenshot. */
function getCells(picture: Picture, now: Pixels, sheet: Pixels): { before: Pixels; after: Pixels } {
  const cell = getCell(picture, sheet.height);
  const [before, after] = [blank(cell), blank(cell)];
  put(after, now, { left: 0, top: 0 });
  for (let row = 0; row < cell.height; row++) {
    const from = ((cell.top + row) * sheet.width + cell.left) * 3;
    sheet.data.copy(before.data, row * cell.width * 3, from, from + cell.width * 3);
  }
  return { before, after };
}

function isAlike(picture: Picture, now: Pixels, sheet: Pixels): boolean {
  if (now.height > getCell(picture, sheet.height).height) return false;
  const { before, after } = getCells(picture, now, sheet);
  return before.data.equals(after.data);
}

/** Describes how a screenshot differs from the stored one, or returns nothing. */
async function compare(picture: Picture, now: Pixels, sheet: Pixels): Promise<string> {
  const cell = getCell(picture, sheet.height);
  const name = `${picture.state} ${picture.language} ${picture.scheme} ${picture.width}`;
  if (now.height > cell.height) return `${name} is higher than the sheet: ${now.height} pixels`;
  const { before, after } = getCells(picture, now, sheet);
  const marked = new Uint8Array(cell.width * cell.height * 4);
  const count = pixelmatch(rgba(before), rgba(after), marked, cell.width, cell.height, {
    threshold,
    // Antialiasing is the same everywhere, thanks to Chromium's flags, so it is compared too.
    includeAA: true,
  });
  if (count <= tolerated) return '';
  mkdirSync(differing, { recursive: true });
  const raw = { width: cell.width, height: cell.height };
  const path = `${differing}/${name.replaceAll(' ', '.')}`;
  await sharp(after.data, { raw: { ...raw, channels: 3 } }).toFile(`${path}.png`);
  await sharp(marked, { raw: { ...raw, channels: 4 } }).toFile(`${path}.difference.png`);
  return `${name} differs in ${count} pixels: ${path}.png`;
}

/** Saves a sheet. */
async function store(state: string, screenshots: readonly Screenshot[]): Promise<void> {
  const height = Math.max(...screenshots.map(({ pixels }) => pixels.height)) * rows.length;
  const width = schemes.length * widths.reduce((sum, one) => sum + one, 0);
  const sheet = blank({ width, height });
  for (const { picture, pixels } of screenshots) put(sheet, pixels, getCell(picture, height));
  await sharp(sheet.data, { raw: { width, height, channels: 3 } })
    .webp({ lossless: true, effort: 6 })
    .toFile(getSheet(state));
}

function blank({ width, height }: { width: number; height: number }): Pixels {
  const data = Buffer.alloc(width * height * 3, Buffer.from([ground.r, ground.g, ground.b]));
  return { data, width, height };
}

/** Copies a screenshot to a position on a larger image. */
function put(onto: Pixels, { data, width, height }: Pixels, at: { left: number; top: number }) {
  for (let row = 0; row < height; row++) {
    data.copy(
      onto.data,
      ((at.top + row) * onto.width + at.left) * 3,
      row * width * 3,
      (row + 1) * width * 3,
    );
  }
}

function rgba({ data, width, height }: Pixels): Uint8Array {
  const wide = new Uint8Array(width * height * 4).fill(255);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    wide[to] = data[from] as number;
    wide[to + 1] = data[from + 1] as number;
    wide[to + 2] = data[from + 2] as number;
  }
  return wide;
}
