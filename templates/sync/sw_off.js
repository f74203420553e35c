/* The way out: a worker that turned out to be bad is replaced by this one, which keeps nothing and takes itself away (F15).
   What agents have saved is in the page's database and is not touched. */
self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const names = (await caches.keys()).filter((name) => name.startsWith("rota-"));
  await Promise.all(names.map((name) => caches.delete(name)));
  await self.registration.unregister();
}
