/** The licences of Creative Commons, for whoever reproduces SKR's text under one. */

export interface Licence {
  readonly name: string;
  readonly url: string;
  /** Whether the author and the licence must be named beside the text. */
  readonly requiresAttribution: boolean;
}

/** The licence that terms name, by its SPDX id or its usual name: `CC-BY-4.0` or `CC BY 4.0`. */
export function findLicence(terms: string, locale: 'sv' | 'en'): Licence | undefined {
  const [, kind = '', version] =
    /^CC(?:0|[ -](BY(?:-(?:NC-SA|NC-ND|NC|SA|ND))?))[ -](\d\.\d)$/i.exec(terms) ?? [];
  if (!version) return undefined;
  const path = kind ? `licenses/${kind.toLowerCase()}` : 'publicdomain/zero';
  return {
    name: kind ? `CC ${kind.toUpperCase()} ${version}` : `CC0 ${version}`,
    url: `https://creativecommons.org/${path}/${version}/deed.${locale}`,
    requiresAttribution: kind !== '',
  };
}
