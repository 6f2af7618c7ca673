/** Renders with a DOM on `globalThis`: `node server.mjs domino`. */
const [, , dom] = process.argv;

/** Copies the properties of a window to `globalThis`. */
const install = (window) => {
  for (const name of ['HTMLElement', 'Element', 'Event', 'UIEvent', 'Node', 'document']) {
    if (window[name]) globalThis[name] = window[name];
  }
};
if (dom === 'domino') {
  // As on Angular's server: its classes, and no document.
  const { default: domino } = await import('domino');
  Object.assign(globalThis, domino.impl);
}
if (dom === 'jsdom') install(new (await import('jsdom')).JSDOM('').window);
if (dom === 'happy-dom') install(new (await import('happy-dom')).Window());

const { renderElement } = await import('skr-widgets/ssr.js');
console.log(renderElement('org-card', { org: 'icld' }, 'sv', { styleSheet: '/x.css' }));

if (!dom) {
  const { OrgCardElement, register } = await import('skr-widgets');
  await import('skr-widgets/auto-define.js');
  await import('skr-widgets/org-card.js');
  register([OrgCardElement]);
}
