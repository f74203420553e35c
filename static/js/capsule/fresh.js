/* A newer day is fetched when the internet comes back, or when the page is looked at again after a while; with it goes what
   the phone has to say besides visits, and the territory comes when it is old. */
import { tellRead } from "./feedback_read.js";
import { tidyPhotos } from "./photos/keeping.js";
import { tellPlan } from "./plan_keeping.js";
import { refreshTerritory } from "./territory.js";

const OLD_AFTER = 15 * 60_000;

/** After the phone was opened. */
export async function catchUp(app) {
  await tellRead(app);
  await tellPlan(app.store);
  await tidyPhotos(app.store, app.user.id); // makes room, maybe for what comes next
  await refreshTerritory(app);
}

export function keepFresh(app) {
  const fetchNow = async () => {
    if (app.lock !== "open") return;
    await app.fetchDay();
    await tellRead(app);
    await refreshTerritory(app);
  };
  const isOld = () => Date.now() - (Date.parse(app.bundle?.generated_at) || 0) > OLD_AFTER;
  addEventListener("online", fetchNow);
  document.addEventListener("visibilitychange", () => !document.hidden && navigator.onLine && isOld() && fetchNow());
}
