import 'skr-widgets/auto-define.js';

const card = document.createElement('org-card');
card.org = 'wrong';
card.wrong = 'icld';
card.headingLevel = 'wrong';
document
  .querySelector('contact-form')
  ?.addEventListener('message-sent', (event) => console.log(event.wrong));
