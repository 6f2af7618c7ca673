'use client';
import { useEffect, useState } from 'react';
import type {} from 'skr-widgets/react';

export function Card() {
  const [org, setOrg] = useState<'salar-international' | 'icld'>('salar-international');
  useEffect(() => {
    import('skr-widgets/auto-define.js');
  }, []);
  return (
    <>
      <org-card org={org} heading-level="3" />
      <button type="button" onClick={() => setOrg('icld')}>
        Visa ICLD
      </button>
    </>
  );
}
