import { createApp } from 'vue';
import Changes from './Changes.vue';

createApp(Changes).mount('#app');
