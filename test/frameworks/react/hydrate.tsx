import { hydrateRoot } from 'react-dom/client';
import { Page } from './Page';

const { article } = JSON.parse(document.querySelector('#data')?.textContent ?? '');
hydrateRoot(document.querySelector('#app') as HTMLElement, <Page article={article} />);
