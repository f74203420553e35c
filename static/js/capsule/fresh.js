/* A newer day is fetched when the internet comes back, or when the page is looked at again after a while. */
import { tellRead } from "./feedback_read.js";

const OLD_AFTER = 15 * 60_000;

export function keepFresh(app) {
  const fetchNow = async () => {
    await app.fetchDay();
    await tellRead(app);
  };
  const isOld = () => Date.now() - (Date.parse(app.bundle?.generated_at) || 0) > OLD_AFTER;
  addEventListener("online", fetchNow);
  document.addEventListener("visibilitychange", () => !document.hidden && navigator.onLine && isOld() && fetchNow());
}
