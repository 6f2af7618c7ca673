import { renderElement } from 'skr-widgets/ssr.js';
import { Card } from './card';

const article = renderElement(
  'skr-intl-overview',
  { 'contact-endpoint': 'https://receiver.example.se/v1/forms/international' },
  'sv',
  { styleSheet: '/skr-widgets.css' },
);

export default function Page() {
  return (
    <main>
      <div suppressHydrationWarning dangerouslySetInnerHTML={{ __html: article }} />
      <Card />
    </main>
  );
}
