/* What the phone keeps: IndexedDB, nothing else. Every write asks for a real flush and is over only when the
   transaction is (I1), and finishing a visit moves it from draft to outbox in one transaction (F03). Whatever tells of a
   person is sealed before it comes here to rest: see vault/ and docs/adr/0010. */
import { NAME, openSchema } from "./store_schema.js";
import { draftsIn } from "./store_drafts.js";
import { keepReserve, withReserve } from "./reserve.js";
import { photosIn } from "./store_photos.js";
import { queueIn } from "./store_queue.js";
import { writer } from "./store_writing.js";
import { createSealer } from "./vault/sealer.js";
import { createVault } from "./vault/vault.js";

/** `onOutdated`: another tab opens a newer version of the store and this one has let go of it. */
export async function openStore(name = NAME, onOutdated = () => {}, now = Date.now) {
  const db = await openSchema(name, onOutdated);
  const plain = writer(db);
  let onLow = () => {};
  const writes = withReserve(plain, () => onLow());
  const { write } = writes;
  const sealer = createSealer();
  const { opened, ...drafts } = draftsIn(db, writes, sealer);
  const vaultRows = {
    get: (userId) => db.get("vaults", userId),
    /** One step from the row as it is to the row as it shall be; a change to nothing leaves it. Answers what is there then. */
    change: (userId, next, durability) =>
      write("vaults", async (vaults) => {
        const row = await vaults.get(userId);
        const fresh = next(row);
        if (fresh && fresh !== row) vaults.put(fresh);
        return fresh || row;
      }, durability),
  };

  const vault = createVault({ rows: vaultRows, sealer, ttlHours: () => db.get("meta", "keyTtlHours"), now });

  return {
    vault,
    close: () => db.close(),
    /** Hold room for words; `whenLow` is told when it had to be used, or there was none to hold (F04). */
    keepReserve: async (whenLow) => {
      onLow = whenLow;
      if (!(await keepReserve(plain))) onLow();
    },
    meta: (key) => db.get("meta", key),
    setMeta: (key, value) => write("meta", (meta) => meta.put(value, key)),
    ...drafts,
    ...queueIn(db, writes, sealer, opened),
    ...photosIn(db, writes),
    day: (userId) => drafts.record(userId, "day"),
    saveDay: (userId, bundle) => drafts.saveRecord(userId, "day", bundle),
    dropDay: (userId) => drafts.dropRecords(userId),
    /** Everything that could still be opened here goes, whoever's it is; drafts stay sealed, the queue stays as it is. */
    wipe: async (userId) => {
      for (const id of new Set([userId, ...(await db.getAll("vaults")).map((row) => row.userId)])) {
        await vault.revoke(id);
        await drafts.dropRecords(id);
      }
    },
  };
}
