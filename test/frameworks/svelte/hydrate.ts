import { hydrate } from 'svelte';
import Page from './Page.svelte';

const { article } = JSON.parse(document.querySelector('#data')?.textContent ?? '');
hydrate(Page, { target: document.querySelector('#app') as HTMLElement, props: { article } });
