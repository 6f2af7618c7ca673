/** Says what the one file weighs on its way to a visitor, and fails when it is too heavy. */
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/**
 * Bytes, with brotli. A server sends ten packets before it waits for an answer (RFC 6928), about
 * 14 600 bytes. What fits there, with some room for the headers, arrives in one round trip.
 */
const budget = 14_000;

const path = 'dist/skr-widgets.js';
const file = readFileSync(path);
const brotli = brotliCompressSync(file, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });

const sizes = {
  raw: file.length,
  'gzip -9': gzipSync(file, { level: 9 }).length,
  'brotli -q 11': brotli.length,
};

console.log(path);
for (const [name, size] of Object.entries(sizes)) console.log(`${name.padEnd(13)}${inBytes(size)}`);

const left = budget - brotli.length;
if (left < 0) {
  console.error(`${-left} bytes over the budget of ${budget} with brotli`);
  process.exitCode = 1;
} else {
  console.log(`${left} bytes left of the budget of ${budget} with brotli`);
}

/** Aligned, and with a space between thousands. */
function inBytes(size) {
  const digits = String(size).replace(/\B(?=(...)+$)/g, ' ');
  return `${digits.padStart(8)} bytes`;
}
