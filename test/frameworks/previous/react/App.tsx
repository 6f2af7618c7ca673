import { useEffect, useRef, useState } from 'react';
import type { ContactFormElement, MessageSentEvent } from 'skr-widgets';
import 'skr-widgets/auto-define.js';
import type {} from 'skr-widgets/react';

export function App() {
  const [org, setOrg] = useState<'salar-international' | 'icld'>('salar-international');
  const [status, setStatus] = useState('');
  const form = useRef<ContactFormElement>(null);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const onStarted = () => setStatus('Påbörjat');
    const onSent = ({ reference }: MessageSentEvent) => setStatus(`Skickat: ${reference}`);
    form.current?.addEventListener('message-started', onStarted, { signal });
    form.current?.addEventListener('message-sent', onSent, { signal });
    return () => controller.abort();
  }, []);
  return (
    <>
      <skr-intl-overview />
      <org-card org={org} heading-level="3" />
      <button type="button" onClick={() => setOrg('icld')}>
        Visa ICLD
      </button>
      <contact-person name="Åsa Öberg" job-title="Samordnare" />
      <contact-form ref={form} endpoint="https://receiver.example.se/v1/forms/international" />
      <output>{status}</output>
    </>
  );
}
