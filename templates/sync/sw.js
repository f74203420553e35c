/* The service worker keeps the capsule's page and files, so that a visit can begin without internet. It serves GET
   only; what is sent waits in the page's own outbox. A new version waits for the page to ask for it (F14). */
const VERSION = "{{ version }}";
const CAPSULE = "{{ capsule }}";
const FILES = {{ files|safe }};
const CACHE = `rota-${VERSION}`;

self.addEventListener("install", (event) => {
  // all or nothing: one file missing, and the old version stays (F15)
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map((url) => new Request(url, { cache: "reload" })))));
});

self.addEventListener("activate", (event) => {
  const drop = (names) => Promise.all(names.filter((name) => name.startsWith("rota-") && name !== CACHE).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop));
});

self.addEventListener("message", ({ data }) => data === "agora" && self.skipWaiting());

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === CAPSULE) event.respondWith(kept(CAPSULE, request));
  else if (request.mode === "navigate") event.respondWith(page(request));
  else if (FILES.includes(url.pathname)) event.respondWith(kept(url.pathname, request));
});

async function kept(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

/** Other pages come from the server; with no internet at all, the capsule is what works. */
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return Response.redirect(CAPSULE);
  }
}
