import 'skr-widgets/auto-define.js';
import type {} from 'skr-widgets/preact';

export const mistakes = [
  <org-card key="1" org="wrong" />,
  <org-card key="2" wrong="icld" />,
  <org-card key="3" heading-level="wrong" />,
  <contact-form key="4" onmessage-sent={(event) => event.wrong} />,
];
