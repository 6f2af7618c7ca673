/** What is known not to be accessible, for the accessibility statement of whoever shows the widgets. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Locale } from '../site.ts';

/** What this needs of a report in the OpenACR format. */
interface Report {
  readonly chapters: Readonly<
    Record<
      string,
      {
        readonly criteria?: readonly {
          readonly num: string;
          readonly components: readonly { readonly adherence: { readonly level: string } }[];
        }[];
      }
    >
  >;
}

/** The report that `scripts/conformance.ts` has written of the tests. */
export function readReport(): Report {
  return parse(readFileSync('docs/openacr.yaml', 'utf8'));
}

/** A sentence on the criteria that a report has as not met. */
export function describeShortcomings({ chapters }: Report, locale: Locale): string {
  const unmet = Object.values(chapters)
    .flatMap(({ criteria = [] }) => criteria)
    .filter(({ components }) =>
      components.some(({ adherence }) => adherence.level === 'does-not-support'),
    );
  const { wcag } = JSON.parse(readFileSync('docs/conformance.json', 'utf8'));
  const titles = unmet.map(({ num }) => {
    const criterion = [...wcag].find((each) => each.num === num);
    return `${num} ${locale === 'sv' ? criterion?.titleSv : criterion?.title}`;
  });
  if (titles.length === 0) {
    return locale === 'sv'
      ? 'Vi känner inte till några brister i komponenten.'
      : 'We know of no shortcomings in the component.';
  }
  return locale === 'sv'
    ? `Följande är inte tillgängligt i komponenten: ${titles.join(', ')}.`
    : `The following is not accessible in the component: ${titles.join(', ')}.`;
}
