import { styleSheet } from 'skr-widgets/ssr.js';

export const dynamic = 'force-static';

export function GET() {
  return new Response(styleSheet, { headers: { 'content-type': 'text/css' } });
}
