/** All choices in the configurator, with harmless and with hostile texts. */
import { htmlAt, releaseOf } from '../../demo/release.ts';
import {
  type Choice,
  type Code,
  choiceFrom,
  codeFor,
  factsOf,
  follows,
  options,
  sourceOf,
} from '../../demo/scripts/code.ts';
import { baseUrl, version } from '../../publish/urls.ts';

export const address = baseUrl;
export const unsigned = releaseOf({ address, version, receiver: undefined });
/** Signed with two keys, as during a change of keys. */
export const release = {
  ...unsigned,
  publicKeys: [`${'A'.repeat(43)}=`, `${'b+/'.repeat(14)}0=`],
};

const plain = {
  name: 'Vänortsföreningen',
  description: 'Vi reser & skriver: åäö',
  href: 'https://example.se/vanorter?a=1&b=2',
  heading: 'Samordnare',
  'job-title': 'Strateg',
  telephone: '08-465 004 35',
  email: 'kim.andersson@example.se',
  recipient: 'Exempelkommunen',
  'heading-class': 'rubrik rubrik-{level}',
  'text-class': 'normal',
  'link-class': 'lank',
};

/** Careless or hostile values, each trying to break out of its context. */
export const hostile = {
  name: `"><script>alert(1)</script>]`,
  description: `</p></org-card><img src=x onerror=alert(1)> [org_card] &quot; -->`,
  href: 'javascript:alert(1)',
  heading: `' onmouseover='alert(1)`,
  'job-title': '<!-- $& `',
  telephone: '"><b>1',
  email: '"><i>@example.se',
  recipient: ']]><svg onload=alert(1)>',
  'heading-class': '"><b>{level}',
  'text-class': `' onclick='alert(1)`,
  'link-class': '" onclick="alert(1)',
};

const endpoint = 'https://receiver.example.se/v1/forms/international';
const folder = 'https://www.exempelkommun.se/skr-widgets/';

/** Every combination, once. */
export const combinations: readonly Choice[] = [...all()];

function* all(): Generator<Choice> {
  // Who has no receiver yet gets the code of who has none at all.
  const { level, language, 'new-receiver': _, ...free } = options;
  for (const widget of options.widget) {
    for (const way of options.way) {
      // oEmbed consumers use it unchanged.
      const fixed = way === 'oembed';
      const hasForm = !fixed && way !== 'text' && /overview|form/.test(widget);
      const receivers = hasForm ? ['', endpoint] : [''];
      for (const receiver of receivers) {
        const lists = {
          ...free,
          widget: [widget],
          way: [way],
          language: follows({ way }) ? language : ['sv', 'en'],
          level: fixed ? ['2'] : level,
          facts: factsOf({ widget, way, endpoint: receiver }),
          endpoint: [receiver],
          accent: ['', '#a0005a'],
        };
        for (const choice of product(lists)) {
          for (const words of [plain, hostile]) {
            for (const recipient of getRecipients(choice, words)) {
              yield choiceFrom(new URLSearchParams({ ...choice, ...words, recipient, folder }));
            }
          }
        }
      }
    }
  }
}

/** An article whose recipient is somebody else may still be combined with SKR's. */
function getRecipients(
  { widget, endpoint }: Record<string, string>,
  { recipient }: typeof plain,
): string[] {
  return widget === 'skr-intl-overview' && endpoint ? ['', recipient] : [recipient];
}

/** The Cartesian product of lists. */
function* product(
  lists: Readonly<Record<string, readonly string[]>>,
): Generator<Record<string, string>> {
  const [first, ...rest] = Object.entries(lists);
  if (!first) {
    yield {};
    return;
  }
  const [name, values] = first;
  for (const others of product(Object.fromEntries(rest))) {
    for (const value of values) yield { ...others, [name]: value };
  }
}

const htmls = new Map<string, string>();

/** The code for a choice, with the HTML in it. */
export function getCode(choice: Choice): Code {
  const source = sourceOf(choice);
  const key = JSON.stringify(source);
  const html = htmls.get(key) ?? quietly(() => htmlAt(source));
  htmls.set(key, html);
  return codeFor(choice, release, html);
}

/** Suppresses the elements' warnings about the hostile texts. */
export function quietly<T>(work: () => T): T {
  const { warn } = console;
  console.warn = () => {};
  try {
    return work();
  } finally {
    console.warn = warn;
  }
}
