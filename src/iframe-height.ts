/**
 * For a page that shows ours in frames: gives each frame the height that its page says it has. Where
 * the script does not come, the frame keeps the height in its tag and scrolls.
 */

/** Our pages. Another's frame keeps the height it has, whatever it says. */
const ours =
  /\/embed\/(?:skr-intl-overview|org-card|contact-person|contact-form)[\w-]*\.\w+\.html$/;

/** More than the longest page of ours in a narrow column, and less than would hide the page around. */
const MAX_HEIGHT = 20_000;

addEventListener('message', ({ source, origin, data }) => {
  if (data?.message !== 'height' || !(data.value > 0)) return;
  for (const frame of frames()) {
    const url = new URL(frame.src);
    const isFrom = origin === url.origin || (origin === 'null' && frame.hasAttribute('sandbox'));
    if (isFrom && frame.contentWindow === source && ours.test(url.pathname)) {
      frame.style.height = `${Math.min(data.value, MAX_HEIGHT)}px`;
    }
  }
});

// Those that were there first have said it before anyone listened.
for (const frame of frames()) frame.contentWindow?.postMessage({ message: 'ready' }, '*');

function frames(): HTMLIFrameElement[] {
  return Array.from(document.querySelectorAll<HTMLIFrameElement>('iframe[src^="http"]'));
}
