/** Copies what a button says it copies, and confirms it to the eye and the ear. */

/** How long the button says that it has copied. Long enough to be read by those who look late. */
const CONFIRMED = 4000;

const statusMessage = document.querySelector('#status-message') as HTMLElement;

document.addEventListener('click', async ({ target }) => {
  const button = (target as Element).closest<HTMLButtonElement>('button[data-copies]');
  if (!button) return;
  const { copies = '', copied = '', failed = '' } = button.dataset;
  const sources = copies.split(' ').flatMap((id) => document.getElementById(id) ?? []);
  const [first] = sources;
  const last = sources.at(-1);
  if (!first || !last) return;
  try {
    const text = sources.map(({ textContent }) => textContent).join('\n\n');
    const isFormatted = button.hasAttribute('data-formatted') && 'ClipboardItem' in window;
    if (isFormatted) await navigator.clipboard.write([formatted(text)]);
    else await navigator.clipboard.writeText(text);
    confirm(button, copied);
  } catch {
    // Not allowed, or not https: then the code is marked, and the keyboard does the rest.
    getSelection()?.setBaseAndExtent(first, 0, last, last.childNodes.length);
    confirm(button, failed);
  }
});

/** HTML that is pasted as what it says where text is written, and as HTML where code is. */
function formatted(html: string): ClipboardItem {
  const types = ['text/html', 'text/plain'];
  return new ClipboardItem(
    Object.fromEntries(types.map((type) => [type, new Blob([html], { type })])),
  );
}

/** Has a button say for a while what has been done. */
export function confirm(button: HTMLButtonElement, text: string): void {
  button.dataset.says = text;
  // Emptied first: the same words twice would not be read again.
  statusMessage.textContent = '';
  requestAnimationFrame(() => {
    statusMessage.textContent = text;
  });
  setTimeout(() => delete button.dataset.says, CONFIRMED);
}
