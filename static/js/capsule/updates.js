/* The service worker keeps the screens. A new version waits for a tap, or for a cold start with no visit open (F14). */

const CHECK_EVERY = 60 * 60_000;
const APPLIED_WITHIN = 3_000;
const isInVisit = () => location.hash.startsWith("#/visita/");

let isAsked = false; // this tab wants the new version; another one in the middle of a visit keeps its own

const applied = () =>
  new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true), { once: true });
    setTimeout(resolve, APPLIED_WITHIN, false);
  });

/** Asked while the store still opens: the answer comes from another process. */
export const knownWorker = () => navigator.serviceWorker?.getRegistration("/");

/** Before anything is shown: a version that waits comes now if no visit is open. True when the page is about to reload. */
export async function startedFresh(store, asked) {
  const [registration, user] = await Promise.all([asked, store.meta("user")]);
  if (!registration?.waiting || !navigator.serviceWorker.controller || (user && (await store.draftCount(user.id)))) return false;
  const change = applied();
  registration.waiting.postMessage("agora");
  if (!(await change)) return false;
  location.reload();
  return true;
}

/** The person said so. Whichever version is the newest by now is the one that comes. */
async function update(app, registration) {
  isAsked = true;
  await app.saver.flush();
  registration.waiting?.postMessage("agora");
}

function offer(app, registration) {
  app.update = () => update(app, registration);
  const say = () => app.notify("Há uma versão nova da Rota Ativa.", { label: "Atualizar agora", run: app.update }, { label: "Depois", run: () => {} });
  if (!isInVisit()) return say();
  const afterVisit = () => {
    if (isInVisit()) return;
    removeEventListener("hashchange", afterVisit);
    say();
  };
  return addEventListener("hashchange", afterVisit);
}

function watchForNew(app, registration) {
  registration.addEventListener("updatefound", () => {
    const fresh = registration.installing;
    fresh?.addEventListener("statechange", () => {
      if (fresh.state === "installed" && navigator.serviceWorker.controller) offer(app, registration);
    });
  });
  let checkedAt = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - checkedAt < CHECK_EVERY) return;
    checkedAt = Date.now();
    registration.update().catch(() => {});
  });
}

/** Another tab took the new version: this one reloads when it is asked for, or when nobody is in the middle of a visit. */
function onTaken(app) {
  if (isAsked || !isInVisit()) return app.saver.flush().then(() => location.reload());
  app.update = () => app.saver.flush().then(() => location.reload());
  return undefined;
}

export async function installWorker(app) {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker
    .register("/sw.js", { scope: "/", updateViaCache: "none" })
    .catch(() => null); // without it everything works but a cold start without internet
  if (!registration) return;
  if (navigator.serviceWorker.controller) navigator.serviceWorker.addEventListener("controllerchange", () => onTaken(app));
  if (registration.waiting) offer(app, registration);
  watchForNew(app, registration);
}
