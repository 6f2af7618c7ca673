/**
 * Writes the publisher's details from `publisher.json` into the files that state them. Part of `npm run build`.
 * Details that nobody has filled in are marked as missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Publisher, readPublisher, toBeFilledIn } from '../publish/publisher.ts';
import { toPem } from '../publish/signature.ts';

type Translate = (sv: string, en: string) => string;

const publisher = readPublisher();
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

for (const file of [
  ...['README.md', 'README.sv.md', 'SECURITY.md', 'SECURITY.sv.md'],
  ...['GOVERNANCE.md', 'CODE_OF_CONDUCT.md'],
]) {
  writeFileSync(file, fillIn(readFileSync(file, 'utf8')));
}
writeFileSync('publiccode.yml', createPubliccode());

/** Writes each fact between the comments that name it. */
function fillIn(text: string): string {
  return text.replace(
    /(<!-- fact: (\w+)( sv)? -->).*?(<!-- \/fact -->)/gs,
    (_, start, name, isSwedish, end) => {
      const fact = formatFact(name, isSwedish ? (sv) => sv : (_sv, en) => en);
      return `${start}${fact.includes('\n') ? `\n\n${fact}\n\n` : fact}${end}`;
    },
  );
}

function formatFact(name: string, t: Translate): string {
  if (name === 'supportTable') return formatSupport(t);
  if (name === 'publicKeys') return formatKeys(t);
  const value = publisher[name as keyof Publisher];
  if (typeof value !== 'string') throw new Error(`expected the name of a fact, got ${name}`);
  if (!value) return toBeFilledIn(name as keyof Publisher, t);
  return /^(https|mailto):/.test(value) ? `<${value}>` : value;
}

function formatSupport(t: Translate): string {
  const rows = Object.entries(publisher.securityUpdatesUntil).map(
    ([major, day]) => `| ${major}.x | ${day || toBeFilledIn('securityUpdatesUntil', t)} |`,
  );
  const head = `| Version | ${t('Säkerhetsuppdateringar till och med', 'Security updates until')} |`;
  return [head, '| --- | --- |', ...rows].join('\n');
}

function formatKeys(t: Translate): string {
  const { publicKeys } = publisher;
  if (publicKeys.length === 0) return toBeFilledIn('publicKeys', t);
  return publicKeys.map((key) => `\`\`\`pem\n${toPem(key)}\`\`\``).join('\n\n');
}

/** Creates `publiccode.yml`, version 0 of the standard: https://yml.publiccode.tools. */
function createPubliccode(): string {
  // Placeholders use the reserved example domain, which makes them recognisable as such.
  const text = (name: 'name' | 'maintainer' | 'maintainerEmail' | 'repository' | 'website') => {
    const placeholders = {
      name: toBeFilledIn(name),
      maintainer: toBeFilledIn(name),
      maintainerEmail: 'to-be-filled-in@publisher.example',
      repository: 'https://publisher.example/to-be-filled-in',
      website: 'https://publisher.example/',
    };
    return publisher[name]
      ? JSON.stringify(publisher[name])
      : `${JSON.stringify(placeholders[name])} # ${toBeFilledIn(name)}`;
  };
  return `# Written by scripts/publication.ts.
publiccodeYmlVersion: "0"
name: SKR Widgets
url: ${text('repository')}
softwareVersion: "${version}"
platforms: [web]
categories: [content-management, communications, digital-citizenship]
developmentStatus: beta
softwareType: library
intendedAudience:
  countries: [SE]
  scope: [local-authorities, government]
organisation:
  uri: ${text('website')}
  name: ${text('name')}
description:
  sv:
    shortDescription: Element som visar SKR:s artikel om internationella samarbeten på vilken kommuns webbplats som helst.
    longDescription: >
      Fyra element som en webbredaktör klistrar in på sin sida. De visar SKR:s text om sitt
      internationella utvecklingsarbete, två organisationer och en kontaktperson i sidans eget utseende,
      på svenska och engelska. Ett kontaktformulär skickar till en egen mottagare, som krypterar det som
      besökaren skriver. Elementen fungerar med tangentbord, är byggda för WCAG 2.2 AA, sätter inga
      kakor och hämtar ingenting från någon annan.
    features:
      - Hela artikeln, ett organisationskort, en kontaktperson eller ett formulär
      - Svenska och engelska på samma sida
      - Text i sidans eget HTML, för sökmotorer, uppläsning och den som saknar skript
      - Färdig kod från en webbplats där man väljer och ser resultatet
      - Tillägg för WordPress och Sitevision
      - Egen mottagare med kryptering, gallring och koppling till ärendesystem
  en:
    shortDescription: Elements that show SALAR's article on international cooperation on any municipality's website.
    longDescription: >
      Four elements that a web editor pastes into a page. They show SALAR's text about its international
      development work, two organisations and a contact person in the page's own style, in Swedish and
      English. A contact form sends messages to your own receiver, which encrypts what visitors write. The
      elements work with the keyboard, are built to WCAG 2.2 AA, set no cookies and load nothing from
      anyone else.
    features:
      - The whole article, an organisation card, a contact person or a form
      - Swedish and English on the same page
      - Text in the page's own HTML, for search engines, read-aloud tools and those without scripts
      - Ready-made code from a site where you choose an element and preview it
      - Plugins for WordPress and Sitevision
      - Your own receiver, with encryption, retention and delivery to case systems
legal:
  license: MIT
  mainCopyrightOwner: The SKR Widgets authors
maintenance:
  type: internal
  contacts:
    - name: ${text('maintainer')}
      email: ${text('maintainerEmail')}
localisation:
  localisationReady: true
  availableLanguages: [sv, en]
`;
}
