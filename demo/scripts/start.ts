/** The start page's own choice: which widget the line is for. */
import { choiceFrom, codeFor, type Release } from './code.ts';

const form = document.querySelector('.paste') as HTMLFormElement;
const line = document.querySelector('#line') as HTMLElement;
const release: Release = JSON.parse(document.querySelector('#release')?.textContent ?? '');

form.addEventListener('change', show);
// A browser that comes back to the page restores what was chosen, and says nothing of it.
show();

function show(): void {
  const query = new URLSearchParams({ widget: new FormData(form).get('widget') as string });
  const [part] = codeFor(choiceFrom(query), release).parts;
  if (part && line.textContent !== part.code) line.textContent = part.code;
}
