/** Styles the test page with a typeface that is the same on every machine, and nothing else. */
export function installTestPageStyles(): void {
  const style = document.createElement('style');
  style.textContent = `
    ${[400, 600, 700]
      .map(
        (weight) => `@font-face {
          font-family: 'Source Sans 3';
          font-weight: ${weight};
          src: url('/node_modules/@fontsource/source-sans-3/files/source-sans-3-latin-${weight}-normal.woff2');
        }`,
      )
      .join('\n')}
    :root { background: Canvas; color: CanvasText; color-scheme: light dark; scrollbar-width: none; }
    body {
      box-sizing: border-box;
      margin: 0;
      padding: 16px;
      font: 16px / 1.5 'Source Sans 3';
      /* The caret blinks, and can't be hidden in forced colours. */
      caret-color: transparent;
      caret-animation: manual;
    }
    h1 { margin: 0 0 16px; font-size: 24px; }
  `;
  before(async () => {
    document.head.append(style);
    // Loaded before the first screenshot instead of when its first letter is rendered.
    await Promise.all(
      [400, 600, 700].map((weight) => document.fonts.load(`${weight} 16px 'Source Sans 3'`)),
    );
  });
}
