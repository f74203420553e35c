/* Finished visits, waiting and sent. The document is sealed to the server once, and those very bytes are sent; what the
   list shows of it is sealed for its author. In clear is only what the queue needs to work while the phone is locked. */
import { dropDraft } from "./store_drafts.js";
import { optimistic } from "./store_writing.js";
import { sealFor } from "./vault/jwe.js";

const IN_CLEAR = new Set([
  "id", "userId", "body", "sequence", "state", "tries", "nextTryAt", "finishedAt", "stopId", "businessId", "outcome",
  "problem", "cuts", "refusedBy", "missed", "receipt", "receivedAt",
]);

const cardPlace = (id) => `card ${id}`;
const bySequence = (a, b) => a.sequence - b.sequence;

const only = (row, wanted) => Object.fromEntries(Object.entries(row).filter(([key]) => wanted(key)));

/** What may lie in clear; whatever else is handed over is not written so. */
const inClear = (row) => only(row, (key) => IN_CLEAR.has(key));
const toSeal = (row) => only(row, (key) => !IN_CLEAR.has(key));

export function queueIn(db, { writing, write }, sealer, opened) {
  /** The row with its card, if the phone is open for its author; else without, as when the card's key is gone for good. */
  async function shown(row) {
    if (!row) return undefined;
    const { card, ...clear } = row;
    return { name: "", ...clear, ...(await sealer.unseal(row.userId, cardPlace(row.id), card).catch(() => null)) };
  }

  async function sealed(row) {
    const body = await sealFor(await db.get("meta", "sealKey"), row.body, { id: row.id });
    return { ...inClear(row), body, card: await sealer.seal(row.userId, cardPlace(row.id), toSeal(row)) };
  }

  const mine = async (rows, userId) => Promise.all((await db.getAllFromIndex(rows, "userId", userId)).map(shown));
  const update = (rows, id, changes) =>
    write(rows, async (store) => {
      const row = await store.get(id);
      if (row) store.put({ ...row, ...inClear(changes) });
    });

  return {
    /** Freeze a draft: `build(draft, sequence)` makes the queued row. Undefined when it was finished already (F13). */
    finish: (draftId, build) =>
      optimistic(async () => {
        const row = await db.get("drafts", draftId);
        if (!row) return undefined;
        const sequence = ((await db.get("meta", "sequence")) ?? 0) + 1;
        const queued = build(await opened(row), sequence);
        const frozen = await sealed(queued);
        return writing(["drafts", "day", "outbox", "meta"], async (rows, AGAIN) => {
          const now = await rows("drafts").get(draftId);
          if (!now) return undefined;
          const isNext = ((await rows("meta").get("sequence")) ?? 0) + 1 === sequence;
          if (now.rev !== row.rev || !isNext) return AGAIN;
          await Promise.all([
            rows("outbox").put(frozen),
            rows("meta").put(sequence, "sequence"),
            ...dropDraft(rows, draftId),
          ]);
          return queued;
        });
      }),

    queued: async (id) => shown(await db.get("outbox", id)),
    queue: async (userId) => (await mine("outbox", userId)).sort(bySequence),
    queueSize: () => db.count("outbox"),
    /** Of everybody, as it lies here: for the rescue file. */
    everyQueued: async () => (await db.getAll("outbox")).sort(bySequence),
    updateQueued: (id, changes) => update("outbox", id, changes),
    /** The server has it: the receipt takes the place of the queued row. The body stays, should a restored server ask for it. */
    receive: (id, receipt) =>
      writing(["outbox", "sent"], async (rows) => {
        const row = await rows("outbox").get(id);
        if (!row) return;
        rows("sent").put({ ...row, receipt, state: receipt.state, problem: "", receivedAt: receipt.received_at });
        rows("outbox").delete(id);
      }),
    sentOne: async (id) => shown(await db.get("sent", id)),
    sent: (userId) => mine("sent", userId),
    updateSent: (id, changes) => update("sent", id, changes),
    /** Put visits back in the queue, as if never sent: sending the same bytes twice is harmless. */
    requeue: (visits) =>
      writing(["outbox", "sent"], async (rows) => {
        for (const { id, missed = 0 } of visits) {
          const known = await rows("sent").get(id);
          if (!known) continue;
          const { receipt, receivedAt, ...row } = known;
          rows("outbox").put({ ...row, missed, state: "device", tries: 0, nextTryAt: "" });
          rows("sent").delete(id);
        }
      }),
    /** Let go of, and counted: each once, though two tabs find it old at the same moment. */
    forgetSent: (userId, ids) =>
      writing(["sent", "meta"], async (rows) => {
        const key = `older:${userId}`;
        const here = await Promise.all(ids.map((id) => rows("sent").count(id)));
        const before = (await rows("meta").get(key)) ?? 0;
        ids.forEach((id) => rows("sent").delete(id));
        rows("meta").put(before + here.reduce((sum, each) => sum + each, 0), key);
      }),
  };
}
