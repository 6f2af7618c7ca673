import type { Msg } from '../core/localize.ts';

/** Facts of SKR's article that are the same in every language. */
export const articleFacts = {
  /** The day SKR published it. */
  published: '2024-04-18',
  /** The article's URL on SKR's site. SKR may move it; `source-href` overrides it. */
  href: 'https://skr.se/skr/demokratiledningstyrning/euinternationellt/internationellasamarbeten.405.html',
} as const;

/**
 * SKR's article on its international development work, word for word as published, including its errors. Ask SKR
 * before correcting the text.
 */
export const articleText = (msg: Msg) => ({
  title: msg('Internationella samarbeten och SKR:s arbete med utvecklingsfrågor'),
  preamble: msg(
    'Kommuner och regioner engagerar sig i internationella utvecklingssamarbeten på olika sätt. SKR arbetar med dessa frågor via SALAR International och Internationellt Centrum för Lokal Demokrati (ICLD).',
    { desc: 'SKR is named in full here: English readers do not know SALAR.' },
  ),
  body: [
    msg(
      '150 år av lokal självstyrelse i Sverige har byggt upp en expertis och erfarenhet kring lokal förvaltning och demokrati som efterfrågas i Sveriges samarbetsländer. I takt med att många länder har decentraliserats har behovet av kapacitetstärkning av den lokala nivån ökat.',
    ),
    msg(
      'Genom internationella utvecklingssamarbeten kan svenska kommuner och regioner bidra till demokratisk utveckling på lokal och regional nivå i andra länder. Samtidigt ger samarbetena nya perspektiv som kan utveckla den egna verksamheten.',
    ),
    msg(
      'Kommuner och regioner har också en viktig roll för den globala utvecklingsagendan. De har ofta ansvar för att förse sina medborgare med grundläggande samhällsservice som är nära kopplade till fattigdom, såsom grundskola, vård och rent vatten. För att utrota fattigdomen måste därför dessa aktörers kapacitet stärkas.',
    ),
  ],
  whatWeDo: msg('Det här gör SKR'),
  advocacy: [
    msg(
      'SKR bedriver påverkansarbete kring frågor som rör kommuner och regioners roll som biståndsaktörer. Vi vill att våra medlemmar ska kunna bidra med sin expertis och erfarenhet utan att behöva använda egna medel – biståndet ska fortsatt finansieras av staten.',
    ),
    msg(
      'SKR arbetar aktivt med utvecklingsfrågor via SALAR International och Internationellt Centrum för Lokal Demokrati (ICLD).',
    ),
  ],
});
