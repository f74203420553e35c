/* Strict, all-or-nothing writes: over only when the transaction is complete and flushed. Nothing is sealed or opened
   inside a transaction (it would end meanwhile): what was read is compared by its `rev` before it is overwritten. */

const STRICT = { durability: "strict" };
const AGAIN = Symbol("somebody else wrote first");
const MOST_ROUNDS = 50;

export function writer(db) {
  const writing = async (names, change) => {
    const tx = db.transaction(names, "readwrite", STRICT);
    try {
      const [result] = await Promise.all([change(tx, AGAIN), tx.done]);
      return result;
    } catch (problem) {
      tx.done.catch(() => {});
      if (!tx.error) tryToAbort(tx);
      throw problem;
    }
  };
  return { writing, write: (name, change) => writing([name], (tx) => change(tx.objectStore(name))) };
}

/** Read, work, write if nothing changed meanwhile; else from the start. */
export async function optimistic(attempt) {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const result = await attempt();
    if (result !== AGAIN) return result;
  }
  throw new Error("other tabs keep writing the same row");
}

/** All or nothing: what was put before the problem must not be kept. */
function tryToAbort(tx) {
  try {
    tx.abort();
  } catch {
    // it was over already
  }
}
