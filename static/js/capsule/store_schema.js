/* The phone's database: its object stores, and the one of old that is not used any more. */
import { deleteDB, openDB } from "../../vendor/idb.js";

export const NAME = "rota-cofre";
const OLD = "rota-ativa"; // before anything was sealed; never released
const OWNED = ["drafts", "outbox", "sent", "photos"];

function upgrade(fresh) {
  fresh.createObjectStore("meta");
  fresh.createObjectStore("day");
  fresh.createObjectStore("vaults", { keyPath: "userId" });
  for (const rows of OWNED) fresh.createObjectStore(rows, { keyPath: "id" }).createIndex("userId", "userId");
}

/** `onOutdated`: another tab opens a newer version of the store and this one has let go of it. */
export async function openSchema(name, onOutdated) {
  const db = await openDB(name, 1, {
    upgrade,
    blocking: () => {
      db.close();
      onOutdated();
    },
  });
  deleteDB(OLD).catch(() => {});
  return db;
}
