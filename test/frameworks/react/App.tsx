import { useState } from 'react';
import 'skr-widgets/auto-define.js';
import type {} from 'skr-widgets/react';

export function App() {
  const [org, setOrg] = useState<'salar-international' | 'icld'>('salar-international');
  const [status, setStatus] = useState('');
  return (
    <>
      <skr-intl-overview />
      <org-card org={org} heading-level="3" />
      <button type="button" onClick={() => setOrg('icld')}>
        Visa ICLD
      </button>
      <contact-person name="Åsa Öberg" job-title="Samordnare" />
      <contact-form
        endpoint="https://receiver.example.se/v1/forms/international"
        onmessage-started={() => setStatus('Påbörjat')}
        onmessage-sent={({ reference }) => setStatus(`Skickat: ${reference}`)}
      />
      <output>{status}</output>
    </>
  );
}
