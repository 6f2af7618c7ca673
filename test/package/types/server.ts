import { type Attributes, renderContent, renderElement } from 'skr-widgets/ssr.js';

const styleSheet = '/skr-widgets.css';
const options = { styleSheet };
const late: string | undefined = Math.random() > 0.5 ? 'Umeå' : undefined;

renderElement('org-card', { org: 'icld', 'heading-level': '3' }, 'sv', { styleSheet });
renderElement('org-card', { 'heading-level': 3, isolated: true }, 'sv', options);
renderElement('org-card', { name: late, id: 'umea', 'data-kind': 'card' }, 'en', options);
renderContent('contact-person', { name: 'Bo', 'job-title': null }, 'sv');
export const attributes: Attributes<'org-card'> = { href: 'https://umea.se/' };

// @ts-expect-error A misspelt attribute.
renderElement('org-card', { 'heading-levle': '3' }, 'sv', options);
// @ts-expect-error A value that it does not take.
renderElement('org-card', { org: 'icdl' }, 'sv', options);
// @ts-expect-error An attribute of another element.
renderElement('org-card', { endpoint: 'https://a.se/v1/forms/a' }, 'sv', options);
// @ts-expect-error A property.
renderElement('org-card', { headingLevel: '3' }, 'sv', options);
// @ts-expect-error A handler.
renderElement('org-card', { onclick: 'alert(1)' }, 'sv', options);
// @ts-expect-error Another language.
renderElement('org-card', {}, 'fi', options);
// @ts-expect-error Another element.
renderElement('org-crad', {}, 'sv', options);
// @ts-expect-error No style sheet.
renderElement('contact-form', {}, 'sv', {});
