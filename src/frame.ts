/**
 * The script of our own pages, which stand in frames on others' (`publish/embed.ts` writes them): it
 * takes the element's attributes from the page's address, and tells the page around how high it is.
 *
 * Anyone can write an address, so what comes from it is never trusted: it becomes attributes, which
 * are text; a form sends to no one whom the publisher has not named; and where the address alone put
 * words on a page of ours, the page says so.
 */
import { warn } from './core/warn.ts';

const { tag = '', options = '', origins = '' } = (document.currentScript as HTMLElement).dataset;
const element = document.querySelector(tag) as HTMLElement;
const framed = parent !== self;

/** In a sandbox without an origin of its own, a form cannot be sent and nothing can be kept. */
const sandboxed = self.origin === 'null';

/** What says nothing of its own. */
const choices = ['heading-level', 'org', 'heading-class', 'text-class', 'link-class', 'isolated'];

for (const [name, value] of new URLSearchParams(location.search)) {
  if (!options.split(' ').includes(name)) {
    warn(`${name}=${value} is no option of this page: write ${options.replaceAll(' ', ', ')}`);
  } else if (!name.endsWith('endpoint')) {
    element.setAttribute(name, value);
    if (!framed && !choices.includes(name)) show('words');
  } else if (!trusted(value)) {
    warn(`${name}=${value}: the publisher of this page must name its origin in data-origins`);
  } else if (sandboxed) {
    const link = show('open').querySelector('a') as HTMLAnchorElement;
    link.href = location.href.replace(/#.*/, '');
    // WordPress lets no frame open anything, but follows a link itself when it is told of it.
    link.addEventListener('click', () => tell('link', link.href));
  } else {
    element.setAttribute(name, value);
  }
}

if (framed) {
  const tellHeight = () => {
    const { height } = document.documentElement.getBoundingClientRect();
    tell('height', Math.ceil(height));
  };
  addEventListener('message', ({ source, data }) => {
    if (source !== parent) return;
    const { message, color, colorScheme } = data ?? {};
    if (message === 'ready') tellHeight();
    if (message !== 'colors') return;
    // See-through now, as a frame is in the colour scheme of the page around.
    const background = 'transparent';
    Object.assign(document.documentElement.style, { background, color, colorScheme });
  });
  new ResizeObserver(tellHeight).observe(document.documentElement);
  // At once too: nothing is observed in a frame that is hidden until it has said its height.
  tellHeight();
} else {
  standAlone();
}

/** Says whose the page is, which in a frame the page around does, and leads back. */
function standAlone(): void {
  document.documentElement.classList.add('alone');
  if (!document.referrer) return;
  const link = show('back') as HTMLAnchorElement;
  // Other sites tell where they are, but seldom which page it was.
  link.href = document.referrer;
  link.addEventListener('click', (event) => {
    if (history.length < 2) return;
    event.preventDefault();
    history.back();
  });
}

/** Whether messages may go there. Nobody else's form may look like ours. */
function trusted(endpoint: string): boolean {
  try {
    const { origin } = new URL(endpoint, location.href);
    return [location.origin, ...origins.split(' ')].includes(origin);
  } catch {
    return false; // Not an address at all.
  }
}

/** Shows what the page has ready but hidden. */
function show(id: string): HTMLElement {
  const hidden = document.getElementById(id) as HTMLElement;
  hidden.hidden = false;
  return hidden;
}

/**
 * Tells the page around something in WordPress's words, which know us by a secret that it has put
 * into our address. It is no secret to tell, so whoever is around may hear it.
 */
function tell(message: string, value: string | number): void {
  const secret = new URLSearchParams(location.hash.slice(2)).get('secret');
  parent.postMessage({ message, value, secret }, '*');
}
