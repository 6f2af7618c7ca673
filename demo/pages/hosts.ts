/** The examples: a municipality's pages in four looks. */
import { html } from '../html.ts';
import type { Page, View } from '../site.ts';
import { hostPath, looks } from './host-pages.ts';

export function hosts(view: View): Page {
  const { t, root, to } = view;
  const title = t('Exempel på en kommuns sidor', 'Examples on a municipality’s pages');
  return {
    title,
    description: t(
      'Widgetarna på fyra olika webbplatser, som en webbredaktör skulle lägga in dem.',
      'The widgets on four different websites, as a web editor would add them.',
    ),
    main: html`
      <div class="intro">
        <h1>${title}</h1>
        <p class="lead">${t(
          'Exempelkommunen är påhittad. Här visas widgetarna på fyra olika webbplatser.',
          'Example Municipality is fictitious. These are the widgets on four different websites.',
        )}</p>
      </div>
      <ul class="looks">
        ${looks.map((look) => {
          const { name, title, way } = look;
          const { path, locale } = hostPath(look, view.locale);
          return html`<li class="look look-${name}">
          <div class="thumbnail" aria-hidden="true" inert><iframe src="${root}${path}" title="${t(...title)}" loading="lazy" tabindex="-1"></iframe></div>
          <a href="${root}${path}"${locale !== view.locale && html` hreflang="${locale}"`}>${t(...title)}</a>
          <p>${t(...way)}</p>
        </li>`;
        })}
      </ul>
      <p class="links"><a href="${to('choose')}">${t('Prova med era egna val', 'Try it with your own choices')}</a></p>
    `,
  };
}
