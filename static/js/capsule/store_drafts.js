/* Drafts and what they were begun with, the day and other records of a person: all sealed under the open key. */
import { withPatches } from "./patches.js";
import { optimistic } from "./store_writing.js";
import { Locked } from "./vault/sealer.js";

const draftPlace = (id) => `draft ${id}`;
const contentKey = (id) => `visit:${id}`;
const recordKey = (userId, name) => `${userId}:${name}`;

export function draftsIn(db, { writing, write }, sealer) {
  const opened = async (row) => row && sealer.unseal(row.userId, draftPlace(row.id), row);
  const sealed = async (draft, rev) => ({
    id: draft.id, userId: draft.userId, rev, ...(await sealer.seal(draft.userId, draftPlace(draft.id), draft)),
  });

  return {
    /** Somebody else's is as good as not there (F17). */
    draft: async (id) => {
      const row = await db.get("drafts", id);
      return row && sealer.isOpenForOthersThan(row.userId) ? undefined : opened(row);
    },
    /** Those of this person, when the phone is open; how many there are can be known without (`draftCount`). One that
        doesn't open (a broken row) doesn't take the others with it. */
    drafts: async (userId) => {
      if (!sealer.isOpenFor(userId)) return [];
      const tried = await Promise.allSettled((await db.getAllFromIndex("drafts", "userId", userId)).map(opened));
      return tried.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
    },
    draftCount: (userId) => db.countFromIndex("drafts", "userId", userId),
    /** What the visit was begun with (notice, questions, tools): a newer bundle must not change it halfway. */
    content: async (draftId) => {
      const row = await db.get("day", contentKey(draftId));
      return row && sealer.remembered(row.userId, contentKey(draftId), row);
    },
    startDraft: async (draft, content) => {
      const begunWith = await sealer.seal(draft.userId, contentKey(draft.id), content);
      const row = await sealed(draft, 1);
      return writing(["drafts", "day"], (rows) =>
        Promise.all([
          rows("drafts").put(row),
          rows("day").put({ userId: draft.userId, ...begunWith }, contentKey(draft.id)),
        ]));
    },
    discardDraft: (id) => writing(["drafts", "day"], (rows) => Promise.all(dropDraft(rows, id))),
    /** Merge patches into the draft as it is now, so that two tabs don't overwrite each other's answers. */
    patchDraft: (id, patches) =>
      optimistic(async () => {
        const row = await db.get("drafts", id);
        if (!row) return undefined;
        const patched = withPatches(await opened(row), patches);
        const next = await sealed(patched, row.rev + 1);
        return writing(["drafts"], async (rows, AGAIN) => {
          const now = await rows("drafts").get(id);
          if (!now) return undefined;
          if (now.rev !== row.rev) return AGAIN;
          rows("drafts").put(next);
          return patched;
        });
      }),
    opened,

    /** Other sealed things of a person, one by one: the day, the territory, the plan of the day. Undefined while locked, and
        when it doesn't open: the server gives it anew. */
    record: async (userId, name) => {
      const row = sealer.isOpenFor(userId) ? await db.get("day", recordKey(userId, name)) : undefined;
      return row && sealer.remembered(userId, name, row).catch(() => undefined);
    },
    /** When it was kept, in clear; 0 when it is not there. */
    recordedAt: async (userId, name) => (await db.get("day", recordKey(userId, name)))?.keptAt ?? 0,
    saveRecord: async (userId, name, value) => {
      const row = { userId, keptAt: Date.now(), ...(await sealer.seal(userId, name, value)) };
      if (!sealer.isOpenFor(userId)) throw new Locked(); // locked meanwhile
      return write("day", (day) => day.put(row, recordKey(userId, name)));
    },
    dropRecords: (userId) => write("day", (day) => day.delete(IDBKeyRange.bound(`${userId}:`, `${userId}:\uffff`))),
  };
}

/** The draft and what it was begun with go together. */
export const dropDraft = (rows, id) => [rows("drafts").delete(id), rows("day").delete(contentKey(id))];
