/** Imports everything that the package exports, as a bundler resolves it. */
import 'skr-widgets';
import 'skr-widgets/auto-define.js';
import 'skr-widgets/contact-form.js';
import 'skr-widgets/contact-person.js';
import 'skr-widgets/skr-intl-overview.js';
import 'skr-widgets/register.js';
import 'skr-widgets/astro';
import 'skr-widgets/preact';
import 'skr-widgets/react';
import 'skr-widgets/svelte';
import 'skr-widgets/vue';
import 'skr-widgets/iframe-height.js';
import 'skr-widgets/skr-widgets.css';
import content from 'skr-widgets/content/international.sv.json';
import policies from 'skr-widgets/csp.json';
import manifest from 'skr-widgets/custom-elements.json';
import fragment from 'skr-widgets/fragments/org-card.sv.html?raw';
import hashes from 'skr-widgets/integrity.json';
import { OrgCardElement } from 'skr-widgets/org-card.js';
import css from 'skr-widgets/skr-widgets.css?url';
import script from 'skr-widgets/skr-widgets.js?url';

const card = document.querySelector('org-card') as OrgCardElement;
const output = document.querySelector('output') as HTMLOutputElement;
const create = () => {
  try {
    return String(new OrgCardElement() instanceof OrgCardElement);
  } catch (error) {
    return String(error);
  }
};
card.updateComplete.then(() => {
  output.dataset.create = create();
  output.value = [content, policies, manifest, fragment, hashes, script, css]
    .map((each) => typeof each)
    .join(' ');
});
