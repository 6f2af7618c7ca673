/**
 * Feeds an editor or a sanitizer each kind of markup, and shows the output as the page would: what the site saves and
 * sends to its visitors. `editors.json` has the expected results.
 */
const { snippets, becomes } = await (await fetch('/editors.json')).json();
snippets.text = await (await fetch('/code.html')).text();

/** What the visitor finally sees: our element, or its fallback. */
const marks = {
  element: { shows: 'ideell förening' },
  'script and element': { shows: 'ideell förening' },
  text: { fallsBack: 'ideell förening' },
  link: { fallsBack: 'ICLD' },
  frame: {},
  'frame without scripts': {},
  nothing: {},
};

const outputs = [];

/**
 * Shows what an editor saves of each kind of markup. `start` starts the editor: its `save` takes and returns HTML, and
 * `read` returns its content later, after our script has loaded.
 */
export async function feed(name, start) {
  const section = document.createElement('section');
  section.innerHTML = `<h1>${name}</h1>`;
  document.body.append(section);
  for (const [way, html] of Object.entries(snippets)) {
    const { save, read } = await start();
    const output = await save(html);
    const end = becomes[name][way];
    const place = document.createElement('article');
    place.id = way;
    place.innerHTML = output;
    Object.assign(place.dataset, marks[end]);
    const heading = document.createElement('h2');
    heading.textContent = `${way}: ${end}`;
    section.append(heading, place);
    outputs.push({ name, output, read });
    const [before, after] = [parse(html), parse(output)];
    const keepsScript = !!after
      .querySelector('script')
      ?.isEqualNode(before.querySelector('script'));
    if (
      frameIn(after) !== (end.startsWith('frame') ? end : undefined) ||
      keepsScript !== end.startsWith('script')
    ) {
      console.error(`${name}: ${way} becomes ${output}`);
    }
    if (end === 'nothing' && place.textContent.trim()) console.error(`${name}: ${way} leaves text`);
    if (getFrameWidth(after) !== (frameIn(after) && getFrameWidth(before))) {
      console.error(`${name}: the frame becomes ${output}`);
    }
    if (wordsOf(after) !== wordsOf(before)) console.error(`${name}: ${way} loses text`);
    // Whoever opens the page in the editor once more, and saves it.
    const second = await save(output);
    if (second !== output) console.error(`${name}: ${way} becomes ${second} the second time`);
  }
}

function parse(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content;
}

function frameIn(content) {
  const frame = content.querySelector('iframe');
  if (!frame) return undefined;
  return frame.hasAttribute('sandbox') ? 'frame without scripts' : 'frame';
}

function getFrameWidth(content) {
  return content.querySelector('iframe')?.getAttribute('width');
}

/** The letters and digits of a text: editors change its white space. */
function wordsOf({ textContent }) {
  return textContent.replace(/[^\p{L}\p{N}]/gu, '');
}

/** TinyMCE, in the version that the page has loaded, with these settings. */
export function tinyMce(settings) {
  return async () => {
    const target = document.createElement('textarea');
    document.body.append(target);
    const always = { license_key: 'gpl', promotion: false, plugins: 'link media table' };
    const [editor] = await tinymce.init({ target, convert_urls: false, ...always, ...settings });
    const read = () => editor.getContent();
    const save = (html) => {
      editor.setContent(html);
      return read();
    };
    return { save, read };
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
  const changed = outputs.find(({ output, read }) => read && read() !== output);
  return changed ? `${changed.name} holds ${changed.read()}` : true;
}
