/**
 * Feeds an editor or a sanitizer each kind of markup for a card, and shows the output as the page would: what the site
 * saves and sends to its visitors. `editors.json` has the expected results.
 */
const { snippets, becomes } = await (await fetch('/editors.json')).json();

/** What the visitor finally sees: our element, or its fallback. */
const marks = {
  element: { shows: 'ideell förening' },
  link: { fallsBack: 'ICLD' },
  frame: {},
  'frame without scripts': {},
  nothing: {},
};

const outputs = [];

/** Shows the output of `editor` for each kind of markup; `again` returns it once more, after our script has loaded. */
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

/** TinyMCE, in the version that the page has loaded, with these settings. */
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

/** Loads our script as the site's template does. Resolves when it has loaded. */
export function publish() {
  const script = document.createElement('script');
  script.src = 'https://example.se/skr-widgets/v1/skr-widgets.js';
  document.head.append(script);
  return new Promise((resolve) => script.addEventListener('load', resolve));
}

/** Whether the editors' content is unchanged: nothing in them may be upgraded. */
export function unchanged() {
  const changed = outputs.find(({ output, again }) => again && again() !== output);
  return changed ? `${changed.name} holds ${changed.again()}` : true;
}
