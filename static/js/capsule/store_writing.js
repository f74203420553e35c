/* Strict, all-or-nothing writes. Nothing is sealed or opened inside a transaction (it would end meanwhile): what was read
   is compared by its `rev` before it is overwritten. */

const AGAIN = Symbol("somebody else wrote first");
const MOST_ROUNDS = 50;

/** `writing(kinds, change(rows(kind), AGAIN))`; `write(kind, change(rows))`. */
export function writer(db) {
  const writing = (kinds, change, durability) => db.writing(kinds, (rows) => change(rows, AGAIN), durability);
  return { writing, write: (kind, change, durability) => writing([kind], (rows) => change(rows(kind)), durability) };
}

/** Read, work, write if nothing changed meanwhile; else from the start. */
export async function optimistic(attempt) {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const result = await attempt();
    if (result !== AGAIN) return result;
  }
  throw new Error("other tabs keep writing the same row");
}
