import type { ReactNode } from 'react';
import 'skr-widgets/skr-widgets.css';

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="sv">
      <body>{children}</body>
    </html>
  );
}
