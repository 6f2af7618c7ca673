import { createRoot, hydrateRoot } from 'react-dom/client';
import { App } from './App';

const place = document.querySelector('#app') as HTMLElement;
// The page may come with what a server has made of the same app.
if (place.firstElementChild) hydrateRoot(place, <App />);
else createRoot(place).render(<App />);
