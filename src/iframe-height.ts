/**
 * For a page that shows ours in frames: gives each frame the height that its page says it has, and
 * tells that page the colours around. Where the script does not come, the frame keeps the height in
 * its tag and scrolls.
 */

/** Our pages. Another's frame keeps the height it has, whatever it says. */
const EMBED_URL =
  /\/embed\/(?:skr-intl-overview|org-card|contact-person|contact-form)[\w-]*\.\w+\.html(?:[?#]|$)/;

/** More than the longest page of ours in a narrow column, and less than would hide the page around. */
const MAX_HEIGHT = 20_000;

addEventListener('message', ({ source, origin, data }) => {
  if (data?.message !== 'height' || typeof data.value !== 'number' || !(data.value > 0)) return;
  for (const frame of ourFrames()) {
    if (frame.contentWindow !== source) continue;
    // By a link: old pages have a variable of their own that they call `URL`.
    const { origin: expected } = Object.assign(document.createElement('a'), { href: frame.src });
    if (origin === expected || (origin === 'null' && frame.hasAttribute('sandbox'))) {
      setHeight(frame, `${Math.min(data.value, MAX_HEIGHT)}px`);
      const { color, colorScheme } = getComputedStyle(frame);
      frame.contentWindow?.postMessage({ message: 'colors', color, colorScheme }, '*');
    }
  }
});

// Those that were there first have said their height before anyone listened.
ask();

// And a visitor may change the page's colours, at once or slowly.
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', ask);
addEventListener('transitionend', ({ propertyName }) => propertyName === 'color' && ask());
const switches = new MutationObserver(ask);
for (const root of [document.documentElement, document.body]) {
  if (root) switches.observe(root, { attributes: true });
}

/**
 * Sets the height of a frame, and of the box of a fixed ratio that themes put frames in: the frame would
 * cover what follows it, or be cut off.
 */
function setHeight(frame: HTMLIFrameElement, height: string): void {
  const { position } = getComputedStyle(frame);
  // A frame that is placed over its box, which has its height from a padding.
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

/** Asks each frame for its height. The colours are the answer to it, whoever comes first. */
function ask(): void {
  for (const frame of ourFrames()) frame.contentWindow?.postMessage({ message: 'ready' }, '*');
}

function ourFrames(): HTMLIFrameElement[] {
  return Array.from(document.querySelectorAll('iframe')).filter(({ src }) => EMBED_URL.test(src));
}
