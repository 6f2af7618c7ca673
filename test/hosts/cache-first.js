/* A service worker as in many tutorials: it answers from the cache whatever has been fetched once. */
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET') return;
  event.respondWith(
    caches.match(event.request, { ignoreSearch: true }).then(
      (cached) =>
        cached ??
        fetch(event.request).then(async (response) => {
          const cache = await caches.open('site');
          await cache.put(event.request, response.clone());
          return response;
        }),
    ),
  );
});
