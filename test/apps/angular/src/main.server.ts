import {
  type BootstrapContext,
  bootstrapApplication,
  provideClientHydration,
} from '@angular/platform-browser';
import { provideServerRendering, RenderMode, withRoutes } from '@angular/ssr';
import { renderElement } from 'skr-widgets/ssr.js';
import { App } from './app/app';
import { ARTICLE } from './app/article';

const endpoint = 'https://receiver.example.se/v1/forms/international';

const article = () =>
  renderElement('skr-intl-overview', { 'contact-endpoint': endpoint }, 'sv', {
    styleSheet: '/skr-widgets.css',
  });

export default (context: BootstrapContext) =>
  bootstrapApplication(
    App,
    {
      providers: [
        provideClientHydration(),
        provideServerRendering(withRoutes([{ path: '**', renderMode: RenderMode.Server }])),
        { provide: ARTICLE, useFactory: article },
      ],
    },
    context,
  );
