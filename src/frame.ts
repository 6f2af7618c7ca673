/**
 * Script of the embed pages (`publish/embed.ts` writes them), which other sites show in frames. Sets the
 * element's attributes from the URL, and reports the page's height to the parent window. What says who somebody is
 * stands in the fragment, which no browser sends to a server: `?heading-level=3#frame&name=Kim`.
 *
 * Anyone can write a URL, so it is never trusted. Values become attributes, which are plain text.
 * A form posts only to endpoints that the publisher has named. When the page is not in a frame and the URL put
 * words on it, the page says so.
 */
import { warn } from './core/warn.ts';

const { tag = '', origins = '', ...data } = (document.currentScript as HTMLElement).dataset;
const options = data.options?.split(' ') ?? [];
const element = document.querySelector(tag) as HTMLElement;
const isFramed = parent !== self;

/** In a sandboxed frame with an opaque origin, a form can't be sent and nothing can be stored. */
const isSandboxed = self.origin === 'null';

/** Options that put no words on the page. */
const optionsWithoutText = [
  'heading-level',
  'org',
  'heading-class',
  'text-class',
  'link-class',
  'isolated',
];

const query = new URLSearchParams(location.search);
/** Options, and what others put there: `#frame`, the secret of WordPress, the id of a place in the page. */
const fragment = new URLSearchParams(location.hash.slice(1));
for (const [name, value] of fragment) {
  if (value && options.includes(name)) query.append(name, value);
}

for (const [name, value] of query) {
  if (!options.includes(name)) {
    warn(`${name}=${value} is no option of this page: write ${options.join(', ')}`);
  } else if (!name.endsWith('endpoint')) {
    element.setAttribute(name, value);
    if (!isFramed && !optionsWithoutText.includes(name)) showHidden('words');
  } else if (!isTrusted(value)) {
    warn(`${name}=${value}: the publisher of this page must name its origin in data-origins`);
  } else if (isSandboxed) {
    const link = showHidden('open').querySelector('a') as HTMLAnchorElement;
    link.href = location.href.replace(/#\?.*/, '');
    // WordPress doesn't let a frame open windows, but its own script follows a link that it is sent.
    link.addEventListener('click', () => postToParent('link', link.href));
  } else {
    element.setAttribute(name, value);
  }
}

if (isFramed) {
  const postHeight = () => {
    const { height } = document.documentElement.getBoundingClientRect();
    postToParent('height', Math.ceil(height));
  };
  addEventListener('message', ({ source, data }) => {
    if (source !== parent) return;
    const { message, color, colorScheme } = data ?? {};
    if (message === 'ready') postHeight();
    if (message !== 'colors') return;
    // Not transparent from the start: until now the frame may have had another colour scheme than the parent page.
    const background = 'transparent';
    Object.assign(document.documentElement.style, { background, color, colorScheme });
  });
  new ResizeObserver(postHeight).observe(document.documentElement);
  // Also immediately: ResizeObserver doesn't fire in a frame that stays hidden until it has reported its height.
  postHeight();
} else {
  showStandalone();
}

/** For a page outside a frame, where no parent page does it: says who the publisher is and links back. */
function showStandalone(): void {
  document.documentElement.classList.add('alone');
  if (!document.referrer) return;
  const link = showHidden('back') as HTMLAnchorElement;
  // Other sites usually send only their origin as referrer, not the page.
  link.href = document.referrer;
  link.addEventListener('click', (event) => {
    if (history.length < 2) return;
    event.preventDefault();
    history.back();
  });
}

/** Whether a form may post to this endpoint. Prevents others from passing off their form as ours. */
function isTrusted(endpoint: string): boolean {
  try {
    const { origin } = new URL(endpoint, location.href);
    return [location.origin, ...origins.split(' ')].includes(origin);
  } catch {
    return false; // Not an address at all.
  }
}

/** Shows an element that is hidden in the page's markup. */
function showHidden(id: string): HTMLElement {
  const hidden = document.getElementById(id) as HTMLElement;
  hidden.hidden = false;
  return hidden;
}

/**
 * Sends a message to the parent window in the format of WordPress embeds, which identify the frame by a secret
 * in the URL's fragment. The secret protects nothing, so any parent may receive it.
 */
function postToParent(message: string, value: string | number): void {
  parent.postMessage({ message, value, secret: fragment.get('secret') }, '*');
}
