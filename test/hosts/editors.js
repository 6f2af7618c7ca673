/**
 * Feeds an editor or a sanitizer each way to put a card on a page, and shows what it gives back as the
 * page would: what the site saves and sends to its visitors. `editors.json` says what becomes of it.
 */
const { snippets, becomes } = await (await fetch('/editors.json')).json();

/** What the visitor sees in the end: our element, or what stands in for it. */
const marks = {
  element: { shows: 'ideell förening' },
  link: { fallsBack: 'ICLD' },
  frame: {},
  'frame without scripts': {},
  nothing: {},
};

const outputs = [];

/** Shows what `editor` makes of each way; `again` gives it once more, when our script has come. */
export async function feed(name, editor) {
  const section = document.createElement('section');
  section.innerHTML = `<h1>${name}</h1>`;
  document.body.append(section);
  for (const [way, html] of Object.entries(snippets)) {
    const { output, again } = await editor(html);
    const end = becomes[name][way];
    const place = document.createElement('article');
    place.id = way;
    place.innerHTML = output;
    Object.assign(place.dataset, marks[end]);
    const heading = document.createElement('h2');
    heading.textContent = `${way}: ${end}`;
    section.append(heading, place);
    outputs.push({ name, way, output, again });
    if (frameIn(place) !== (end.startsWith('frame') ? end : undefined)) {
      console.error(`${name}: ${way} becomes ${output}`);
    }
    if (end === 'nothing' && place.textContent.trim()) console.error(`${name}: ${way} leaves text`);
  }
}

function frameIn(place) {
  const frame = place.querySelector('iframe');
  if (!frame) return undefined;
  return frame.hasAttribute('sandbox') ? 'frame without scripts' : 'frame';
}

/** TinyMCE of the version that the page has loaded, with these settings. */
export function tinyMce(settings) {
  return async (html) => {
    const target = document.createElement('textarea');
    document.body.append(target);
    const always = { license_key: 'gpl', promotion: false, plugins: 'link media table' };
    const [editor] = await tinymce.init({ target, convert_urls: false, ...always, ...settings });
    editor.setContent(html);
    return { output: editor.getContent(), again: () => editor.getContent() };
  };
}

/** Lets our script come, as it stands in the site's template. Settles when it has. */
export function publish() {
  const script = document.createElement('script');
  script.src = 'https://example.se/skr-widgets/v1/skr-widgets.js';
  document.head.append(script);
  return new Promise((resolve) => script.addEventListener('load', resolve));
}

/** Whether the editors still hold what they held: none of it is upgraded there. */
export function unchanged() {
  const changed = outputs.find(({ output, again }) => again && again() !== output);
  return changed ? `${changed.name} holds ${changed.again()}` : true;
}
