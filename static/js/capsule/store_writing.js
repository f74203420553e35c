/* Strict, all-or-nothing writes: over only when the transaction is complete and flushed. */

const STRICT = { durability: "strict" };

export function writer(db) {
  const writing = async (names, change) => {
    const tx = db.transaction(names, "readwrite", STRICT);
    try {
      const [result] = await Promise.all([change(tx), tx.done]);
      return result;
    } catch (problem) {
      tx.done.catch(() => {});
      if (!tx.error) tryToAbort(tx);
      throw problem;
    }
  };
  return { writing, write: (name, change) => writing([name], (tx) => change(tx.objectStore(name))) };
}

/** All or nothing: what was put before the problem must not be kept. */
function tryToAbort(tx) {
  try {
    tx.abort();
  } catch {
    // it was over already
  }
}

export const update = (write, rows, id, changes) =>
  write(rows, async (store) => {
    const row = await store.get(id);
    if (row) store.put({ ...row, ...changes });
  });
