/**
 * Checks that the texts in `src` match the translator's file, `locales/en.xlf`.
 *
 * lit-localize only warns about a missing translation, and drops one if the Swedish text has changed by a single
 * letter. So it works on copies here, and its output is compared with the file.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const copies = '.cache/translations';
const locale = 'locales/en.xlf';

rmSync(copies, { recursive: true, force: true });
mkdirSync(copies, { recursive: true });
cpSync('locales', `${copies}/locales`, { recursive: true });

const config = JSON.parse(readFileSync('lit-localize.json', 'utf8'));
config.tsConfig = '../../tsconfig.json';
config.interchange.xliffDir = 'locales';
writeFileSync(`${copies}/lit-localize.json`, JSON.stringify(config));

const args = ['extract', '--config', `${copies}/lit-localize.json`];
execFileSync('lit-localize', args, { stdio: ['ignore', 'ignore', 'inherit'] });

const errors = [
  ...(isUpToDate() ? [] : [`${locale} and the texts in src differ. Run: npm run translate`]),
  ...untranslated().map((unit) => `${locale} has no English for:\n${unit}`),
];
for (const error of errors) console.error(error);
process.exitCode = errors.length > 0 ? 1 : 0;

function isUpToDate(): boolean {
  return readFileSync(locale, 'utf8') === readFileSync(`${copies}/${locale}`, 'utf8');
}

function untranslated(): string[] {
  const units = readFileSync(locale, 'utf8').match(/<trans-unit.*?<\/trans-unit>/gs) ?? [];
  return units.filter((unit) => !/<target[^>]*>\s*\S.*<\/target>/s.test(unit));
}
