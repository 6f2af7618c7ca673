/** The start page's own choice: which widget the line is for. */
import { choiceFrom, codeFor, type Release } from './code.ts';

const form = document.querySelector('.paste') as HTMLFormElement;
const line = document.querySelector('#line') as HTMLElement;
const read = (selector: string) => JSON.parse(document.querySelector(selector)?.textContent ?? '');
const release: Release = read('#release');
/** What stands in each widget, by its tag. */
const contents: Record<string, string> = read('#contents');

form.addEventListener('change', show);
// A browser that comes back to the page restores what was chosen, and says nothing of it.
show();

function show(): void {
  const widget = new FormData(form).get('widget') as string;
  const choice = choiceFrom(new URLSearchParams({ widget }));
  const [part] = codeFor(choice, release, contents[widget]).parts;
  if (part && line.textContent !== part.code) line.textContent = part.code;
}
