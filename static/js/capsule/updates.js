/* The service worker keeps the screens; a new version waits until nobody is in the middle of a visit (F14). */

export async function installWorker(app) {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker
    .register("/sw.js", { scope: "/", updateViaCache: "none" })
    .catch(() => null); // without it everything works but a cold start without internet
  if (!registration) return;
  const hadController = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => hadController && app.saver.flush().then(() => location.reload()));
  if (registration.waiting) return offer(app, registration.waiting, true);
  registration.addEventListener("updatefound", () => {
    const fresh = registration.installing;
    fresh?.addEventListener("statechange", () => {
      if (fresh.state === "installed" && navigator.serviceWorker.controller) offer(app, fresh, false);
    });
  });
}

/** At a cold start with no visit open the new version comes by itself; otherwise only when asked for. */
async function offer(app, worker, isColdStart) {
  const update = () => worker.postMessage("agora");
  if (isColdStart && !app.records.drafts.length) return update();
  app.notify("Há uma versão nova da Rota Ativa.", { label: "Atualizar agora", run: update }, { label: "Depois", run: () => {} });
}
