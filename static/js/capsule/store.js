/* What the phone keeps: IndexedDB, nothing else. Every write asks for a real flush and is over only when the
   transaction is (I1), and finishing a visit moves it from draft to outbox in one transaction (F03). */
import { openDB } from "../../vendor/idb.js";
import { update, writer } from "./store_writing.js";
import { withPatches } from "./patches.js";

/** `onOutdated`: another tab opens a newer version of the store and this one has let go of it. */
export async function openStore(name = "rota-ativa", onOutdated = () => {}) {
  const db = await openDB(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore("meta");
      fresh.createObjectStore("day");
      for (const rows of ["drafts", "outbox", "sent"]) {
        fresh.createObjectStore(rows, { keyPath: "id" }).createIndex("userId", "userId");
      }
    },
    blocking: () => {
      db.close();
      onOutdated();
    },
  });
  const { write, writing } = writer(db);
  const mine = (rows, userId) => db.getAllFromIndex(rows, "userId", userId);

  return {
    close: () => db.close(),
    meta: (key) => db.get("meta", key),
    setMeta: (key, value) => write("meta", (meta) => meta.put(value, key)),
    day: (userId) => db.get("day", userId),
    saveDay: (userId, bundle) => write("day", (day) => day.put(bundle, userId)),
    dropDay: (userId) => write("day", (day) => day.delete(userId)),

    draft: (id) => db.get("drafts", id),
    drafts: (userId) => mine("drafts", userId),
    /** What the visit was begun with (notice, questions, tools): a newer bundle must not change it halfway. */
    content: (draftId) => db.get("day", `visit:${draftId}`),
    startDraft: (draft, content) =>
      writing(["drafts", "day"], (tx) => {
        tx.objectStore("drafts").put(draft);
        tx.objectStore("day").put(content, `visit:${draft.id}`);
      }),
    discardDraft: (id) =>
      writing(["drafts", "day"], (tx) => {
        tx.objectStore("drafts").delete(id);
        tx.objectStore("day").delete(`visit:${id}`);
      }),
    /** Merge patches into the draft as it is now, so that two tabs don't overwrite each other's answers. */
    patchDraft: (id, patches) =>
      write("drafts", async (drafts) => {
        const draft = await drafts.get(id);
        if (!draft) return undefined;
        const patched = withPatches(draft, patches);
        drafts.put(patched);
        return patched;
      }),

    /** Freeze a draft: `build(draft, sequence)` makes the queued row. Undefined when it was finished already (F13). */
    finish: (draftId, build) =>
      writing(["drafts", "day", "outbox", "meta"], async (tx) => {
        const draft = await tx.objectStore("drafts").get(draftId);
        if (!draft) return undefined;
        const sequence = ((await tx.objectStore("meta").get("sequence")) ?? 0) + 1;
        const row = build(draft, sequence);
        tx.objectStore("outbox").put(row);
        tx.objectStore("meta").put(sequence, "sequence");
        tx.objectStore("drafts").delete(draftId);
        tx.objectStore("day").delete(`visit:${draftId}`);
        return row;
      }),

    queued: (id) => db.get("outbox", id),
    queue: async (userId) => (await mine("outbox", userId)).sort((a, b) => a.sequence - b.sequence),
    queueSize: () => db.count("outbox"),
    updateQueued: (id, changes) => update(write, "outbox", id, changes),
    /** The server has it: the receipt takes the place of the queued row. The body stays for a restored server (F-epoch). */
    receive: (id, receipt) =>
      writing(["outbox", "sent"], async (tx) => {
        const row = await tx.objectStore("outbox").get(id);
        if (!row) return;
        tx.objectStore("sent").put({ ...row, receipt, state: receipt.state, problem: "", receivedAt: receipt.received_at });
        tx.objectStore("outbox").delete(id);
      }),
    sentOne: (id) => db.get("sent", id),
    sent: (userId) => mine("sent", userId),
    updateSent: (id, changes) => update(write, "sent", id, changes),
    /** Put visits back in the queue, as if never sent: sending the same bytes twice is harmless. */
    requeue: (rows) =>
      writing(["outbox", "sent"], (tx) => {
        for (const { receipt, receivedAt, ...row } of rows) {
          tx.objectStore("outbox").put({ ...row, state: "device", tries: 0, nextTryAt: "" });
          tx.objectStore("sent").delete(row.id);
        }
      }),
    forgetSent: (ids) => write("sent", (sent) => ids.forEach((id) => sent.delete(id))),
  };
}
