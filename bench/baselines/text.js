/** The text that every candidate shows, from our published data. */
import * as en from '../../dist/content/international.en.json';
import * as sv from '../../dist/content/international.sv.json';

/** The organisations by name, and the article, in both languages. */
export const organisations = {
  sv: byId(sv.organisations),
  en: byId(en.organisations),
};

export const article = {
  sv: { title: sv.title, preamble: sv.preamble, body: sv.body, section: sv.section },
  en: { title: en.title, preamble: en.preamble, body: en.body, section: en.section },
};

export const person = { sv: sv.person, en: en.person };

function byId(list) {
  return Object.fromEntries(list.map((one) => [one.id, one]));
}
