import 'skr-widgets/auto-define.js';

const place = document.querySelector('#app') as HTMLElement;
place.innerHTML = `
  <skr-intl-overview></skr-intl-overview>
  <org-card heading-level="3"></org-card>
  <button type="button">Visa ICLD</button>
  <contact-person></contact-person>
  <contact-form endpoint="https://receiver.example.se/v1/forms/international"></contact-form>
  <output></output>
`;

const card = place.querySelector('org-card');
place.querySelector('button')?.addEventListener('click', () => {
  if (card) card.org = 'icld';
});

const person = place.querySelector('contact-person');
if (person) Object.assign(person, { name: 'Åsa Öberg', jobTitle: 'Samordnare' });

const form = place.querySelector('contact-form');
const output = place.querySelector('output') as HTMLOutputElement;
form?.addEventListener('message-started', () => {
  output.value = 'Påbörjat';
});
form?.addEventListener('message-sent', ({ reference }) => {
  output.value = `Skickat: ${reference}`;
});
