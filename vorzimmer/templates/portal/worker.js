/**
 * Keeps the look of the portal and one page that says that there is no connection. Nothing else is kept: what stands in the
 * portal is about people, and belongs into no cache.
 */
const { cache: name, files, offline } = {{ words|safe }};

addEventListener("install", (event) => {
  const keep = async () => {
    const kept = await caches.open(name);
    await kept.addAll(files);
    await kept.put(offline, await fetch(offline, { credentials: "omit", cache: "no-store" })); // as nobody
    await skipWaiting();
  };
  event.waitUntil(keep());
});

addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const old of await caches.keys()) if (old.startsWith("portal-") && old !== name) await caches.delete(old);
    await clients.claim();
  };
  event.waitUntil(tidy());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin === location.origin && files.includes(pathname)) {
    event.respondWith(caches.match(pathname).then((kept) => kept ?? fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(offline)));
  }
});
