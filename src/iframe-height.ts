/**
 * For pages that show our embed pages in frames: keeps each frame within its column, gives it the height that its
 * page reports, and sends it the colours of the parent page. Without this script, the frame has the width set in its
 * tag, and scrolls within the height set there.
 */

/** Matches our embed pages. Other frames keep their height, whatever they report. */
const EMBED_URL =
  /\/embed\/(?:skr-intl-overview|org-card|contact-person|contact-form)[\w-]*\.\w+\.html(?:[?#]|$)/;

/** More than our longest page needs in a narrow column, but not enough to push the rest of the page out of reach. */
const MAX_HEIGHT = 20_000;

addEventListener('message', ({ source, origin, data }) => {
  if (data?.message !== 'height' || typeof data.value !== 'number' || !(data.value > 0)) return;
  for (const frame of findFrames()) {
    if (frame.contentWindow !== source) continue;
    // Parsed by a link: old pages define a global of their own called `URL`.
    const { origin: expected } = Object.assign(document.createElement('a'), { href: frame.src });
    if (origin === expected || (origin === 'null' && frame.hasAttribute('sandbox'))) {
      limitWidth(frame);
      setHeight(frame, Math.min(data.value, MAX_HEIGHT));
      const { color, colorScheme } = getComputedStyle(frame);
      frame.contentWindow?.postMessage({ message: 'colors', color, colorScheme }, '*');
    }
  }
});

// Frames without scripts never report their height.
for (const frame of findFrames()) limitWidth(frame);

// Frames that loaded before this script have already reported their height.
requestHeights();

// The page's colours can change, at once or in a transition.
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', requestHeights);
addEventListener(
  'transitionend',
  ({ propertyName }) => propertyName === 'color' && requestHeights(),
);
const switches = new MutationObserver(requestHeights);
for (const root of [document.documentElement, document.body]) {
  if (root) switches.observe(root, { attributes: true });
}

/** Keeps a frame from being wider than its column. Otherwise the page would scroll sideways on a phone. */
function limitWidth(frame: HTMLIFrameElement): void {
  Object.assign(frame.style, { maxInlineSize: '100%', boxSizing: 'border-box' });
}

/**
 * Sets the height of a frame, and of the fixed-ratio box that many themes put frames in. Otherwise the frame
 * would overlap what follows it, or be cut off.
 */
function setHeight(frame: HTMLIFrameElement, contentHeight: number): void {
  const { position } = getComputedStyle(frame);
  const height = `${contentHeight + frame.offsetHeight - frame.clientHeight}px`;
  // Either the frame is positioned over a box whose height comes from its padding, or it is a child of the box.
  const box = position === 'absolute' ? frame.offsetParent : frame.parentElement;
  frame.style.height = height;
  if (!(box instanceof HTMLElement) || box === document.body) return;
  const isOver = position === 'absolute' && box.textContent?.trim() === '';
  if (!isOver && getComputedStyle(box).aspectRatio === 'auto') return;
  Object.assign(box.style, {
    height,
    maxHeight: 'none',
    paddingBlock: '0',
    boxSizing: 'content-box',
  });
}

/** Asks each frame for its height. The page answers with the colours, whichever script loads first. */
function requestHeights(): void {
  for (const frame of findFrames()) frame.contentWindow?.postMessage({ message: 'ready' }, '*');
}

function findFrames(): HTMLIFrameElement[] {
  return Array.from(document.querySelectorAll('iframe')).filter(({ src }) => EMBED_URL.test(src));
}
