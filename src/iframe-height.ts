/**
 * For a page that shows ours in frames: gives each frame the height that its page says it has, and
 * tells that page the colours around. Where the script does not come, the frame keeps the height in
 * its tag and scrolls.
 */

/** Our pages. Another's frame keeps the height it has, whatever it says. */
const ours =
  /\/embed\/(?:skr-intl-overview|org-card|contact-person|contact-form)[\w-]*\.\w+\.html(?:[?#]|$)/;

/** More than the longest page of ours in a narrow column, and less than would hide the page around. */
const MAX_HEIGHT = 20_000;

addEventListener('message', ({ source, origin, data }) => {
  if (data?.message !== 'height' || typeof data.value !== 'number' || !(data.value > 0)) return;
  for (const frame of ourFrames()) {
    // The others may have an address that is none.
    if (frame.contentWindow !== source) continue;
    if (
      origin === new URL(frame.src).origin ||
      (origin === 'null' && frame.hasAttribute('sandbox'))
    ) {
      frame.style.height = `${Math.min(data.value, MAX_HEIGHT)}px`;
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

/** Asks each frame for its height. The colours are the answer to it, whoever comes first. */
function ask(): void {
  for (const frame of ourFrames()) frame.contentWindow?.postMessage({ message: 'ready' }, '*');
}

function ourFrames(): HTMLIFrameElement[] {
  return Array.from(document.querySelectorAll('iframe')).filter(({ src }) => ours.test(src));
}
