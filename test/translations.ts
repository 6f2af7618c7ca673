/**
 * Checks that the texts in `src`, the translator's `locales/en.xlf` and `src/generated` say the same.
 *
 * lit-localize only warns of a missing translation, and drops one whose Swedish has changed by a
 * letter. So it works on copies here, and what it would have written is compared with what we have.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const copies = '.cache/translations';
const locale = 'locales/en.xlf';
const generated = 'src/generated/en.ts';

rmSync(copies, { recursive: true, force: true });
mkdirSync(copies, { recursive: true });
cpSync('locales', `${copies}/locales`, { recursive: true });

const config = JSON.parse(readFileSync('lit-localize.json', 'utf8'));
config.tsConfig = '../../tsconfig.json';
config.interchange.xliffDir = 'locales';
config.output.outputDir = 'src/generated';
writeFileSync(`${copies}/lit-localize.json`, JSON.stringify(config));

localize('extract');
localize('build');

const faults = [
  ...(isUpToDate(locale) ? [] : [`${locale} and the texts in src differ. Run: npm run translate`]),
  ...untranslated().map((unit) => `${locale} has no English for:\n${unit}`),
  ...(isUpToDate(generated) ? [] : [`${generated} is out of date. Run: npm run build`]),
];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

function localize(command: 'extract' | 'build') {
  const args = [command, '--config', `${copies}/lit-localize.json`];
  execFileSync('lit-localize', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

function isUpToDate(file: string): boolean {
  return readFileSync(file, 'utf8') === readFileSync(`${copies}/${file}`, 'utf8');
}

function untranslated(): string[] {
  const units = readFileSync(locale, 'utf8').match(/<trans-unit.*?<\/trans-unit>/gs) ?? [];
  return units.filter((unit) => !/<target[^>]*>\s*\S.*<\/target>/s.test(unit));
}
