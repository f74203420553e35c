/* The phone's database: its object stores, and patience with a browser that is slow to open it. */
import { openDatabase } from "./database.js";

export const NAME = "rota-cofre";
const TRIES = 3;
const PATIENCE = 5_000;
const BETWEEN = 700;
const OWNED = ["drafts", "outbox", "sent", "photos"];

function upgrade(fresh) {
  fresh.createObjectStore("meta");
  fresh.createObjectStore("day");
  fresh.createObjectStore("vaults", { keyPath: "userId" });
  for (const rows of OWNED) fresh.createObjectStore(rows, { keyPath: "id" }).createIndex("userId", "userId");
}

const later = (wait) => new Promise((resolve) => setTimeout(resolve, wait));
const within = (opening, wait) =>
  Promise.race([opening, later(wait).then(() => Promise.reject(new DOMException("the store doesn't answer", "TimeoutError")))]);

/** A browser that is busy or just being restored may need a second try; then it is for a person to see (F06). */
async function patiently(open) {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await within(open(), PATIENCE);
    } catch (problem) {
      if (!left || problem.name === "VersionError") throw problem;
      await later(BETWEEN);
    }
  }
}

/** `onOutdated`: this connection is over; another tab opens a newer version of the store, or the browser took it away. */
export const openSchema = (name, onOutdated) =>
  patiently(() => openDatabase(name, { version: 1, upgrade, onTaken: onOutdated, onLost: onOutdated }));
