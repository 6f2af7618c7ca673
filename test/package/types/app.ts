import 'skr-widgets/auto-define.js';
import 'skr-widgets/contact-form.js';
import { OrgCardElement, register } from 'skr-widgets';

class OwnCardElement extends OrgCardElement {
  static override readonly tag = 'own-card';
}
register([OwnCardElement]);

const card = document.querySelector('org-card');
if (card) card.org = 'icld';
// @ts-expect-error There is no such organisation.
if (card) card.org = 'icdl';

document.querySelector('contact-form')?.addEventListener('message-sent', (event) => {
  const reference: string = event.reference;
  // @ts-expect-error There is no such field.
  event.refernce;
  return reference;
});
