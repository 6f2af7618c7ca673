/**
 * Styles of the baselines: the look of our elements in as few rules as possible. Cards are as high as ours, so that
 * in a list the same number of them are near the screen and rendered.
 */
export const cardStyles = `
  .card { box-sizing: border-box; block-size: 100%; display: flex; flex-direction: column; padding: 1em 1em 0;
    border: 1px solid color-mix(in srgb, currentColor 40%, transparent); border-radius: 0.375em; }
  .card h3 { margin: 0 0 0.5em; font-size: 1.1em; line-height: 1.25; }
  .card p { margin: 0 0 0.75em; max-inline-size: 68ch; line-height: 1.6; }
  .card a { color: inherit; }
`;

export const formStyles = `
  .field { margin: 0 0 1.5em; }
  .field label { display: block; font-weight: 700; }
  .field p { margin: 0; }
  .field input:not([type=checkbox]), .field textarea { box-sizing: border-box; inline-size: 100%;
    padding: 0.5em; font: inherit; border: 1px solid; border-radius: 0.375em; }
  button { padding: 0.75em 1.5em; font: inherit; font-weight: 700; color: #fff; background: #00597a;
    border: 0; border-radius: 0.375em; }
`;

export const articleStyles = `
  h2 { font-size: 2em; line-height: 1.25; }
  .article > p { max-inline-size: 68ch; line-height: 1.6; }
  .preamble { font-size: 1.15em; font-weight: 600; }
  .cards { display: grid; gap: 1em; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18em), 1fr)); }
`;

/** Makes the browser skip off-screen cards, with the same rule as ours. */
export const farCardStyles = (far: string) => `
  ${far} { content-visibility: auto; contain-intrinsic-size: auto 20em auto 16em; }
`;
