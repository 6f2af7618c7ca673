import { createSSRApp } from 'vue';
import Page from './Page.vue';

const { article } = JSON.parse(document.querySelector('#data')?.textContent ?? '');
createSSRApp(Page, { article }).mount('#app');
