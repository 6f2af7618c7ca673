/**
 * Says what the one file weighs on its way to a visitor, and one card and the verification for those
 * who import them, and fails when something is too heavy.
 */
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { bundle } from './bench/bundle.ts';
import { litCard, oneCard, verification } from './bench/candidates.ts';

/**
 * Bytes, with brotli. A server sends ten packets before it waits for an answer (RFC 6928), about
 * 14 600 bytes. What fits there, with some room for the headers, arrives in one round trip.
 */
const budget = 14_000;

const path = 'dist/skr-widgets.js';
const file = readFileSync(path);
const brotli = compressed(file);

const sizes = {
  raw: file.length,
  'gzip -9': gzipSync(file, { level: 9 }).length,
  'brotli -q 11': brotli.length,
};

console.log(path);
for (const [name, size] of Object.entries(sizes)) console.log(`${name.padEnd(13)}${inBytes(size)}`);

check(path, brotli.length, budget);

// Each bundled in the same way: the card beside what Lit and the same words in it come to.
check('one card from npm', await bundled(oneCard), Math.floor(1.35 * (await bundled(litCard))));
check('the verification', await bundled(verification), 2_000);

function check(name, size, budget) {
  const left = budget - size;
  if (left < 0) process.exitCode = 1;
  const log = left < 0 ? console.error : console.log;
  log(`${name}: ${Math.abs(left)} bytes ${left < 0 ? 'over' : 'left of'} the budget of ${budget}`);
}

async function bundled(script) {
  const [made] = (await bundle('bundle', script)).values();
  return compressed(made).length;
}

function compressed(content) {
  return brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
}

/** Aligned, and with a space between thousands. */
function inBytes(size) {
  const digits = String(size).replace(/\B(?=(...)+$)/g, ' ');
  return `${digits.padStart(8)} bytes`;
}
