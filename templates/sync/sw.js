/* The service worker keeps the capsule's page and files, so that a visit can begin without internet. It serves GET
   only; what is sent waits in the page's own outbox. A new version waits for the page to ask for it (F14). */
const VERSION = "{{ version }}";
const CAPSULE = "{{ capsule }}";
const FILES = {{ files|safe }}; // address → what its bytes must be
const CACHE = `rota-${VERSION}`;
const PATIENCE_MS = 8000;
const ACCOUNT = "/conta/"; // signing in has no other way: it gets more time
const ACCOUNT_PATIENCE_MS = 30000;

/** What is kept, the browser takes straight from the cache: it need not start this worker first, which takes a poor phone a
    quarter of a second. What isn't there, and browsers that don't know this, come to `fetch` below. */
const straight = (pathname) => ({ condition: { urlPattern: { pathname, search: "" }, requestMethod: "GET" }, source: { cacheName: CACHE } });

self.addEventListener("install", (event) => {
  event.addRoutes?.(Object.keys(FILES).map(straight)).catch(() => {});
  // all or nothing: one file missing, cut or replaced by somebody else's page, and the old version stays (F15)
  const wanted = Object.entries(FILES).map(([url, integrity]) => new Request(url, { cache: "reload", integrity }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(wanted)).catch(undo));
});

async function undo(problem) {
  await caches.delete(CACHE);
  throw problem;
}

self.addEventListener("activate", (event) => event.waitUntil(dropOld()));

/** What older versions kept goes, unless another tab still runs one of them in the middle of a visit. */
async function dropOld() {
  if ((await self.clients.matchAll({ type: "window", includeUncontrolled: true })).length > 1) return;
  const names = (await caches.keys()).filter((name) => name.startsWith("rota-") && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

self.addEventListener("message", ({ data }) => data === "agora" && self.skipWaiting());

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === CAPSULE) event.respondWith(kept(CAPSULE, request));
  else if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/") || url.pathname in FILES) event.respondWith(kept(url.pathname, request));
});

/** Of this version; of an older one that a tab still runs; else from the server. */
async function kept(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? (await caches.match(path)) ?? fetch(request);
}

/** Other pages come from the server; when it says nothing for long (F20) or there is no internet, the capsule works. */
async function page(request, url) {
  const patience = url.pathname.startsWith(ACCOUNT) ? ACCOUNT_PATIENCE_MS : PATIENCE_MS;
  const late = new Promise((answer) => setTimeout(answer, patience));
  const answer = await Promise.race([fetch(request).catch(() => null), late]);
  return answer ?? Response.redirect(CAPSULE);
}
