/* IndexedDB with promises: as little of it as the store needs. Reads asked for at the same moment share one transaction,
   because each costs a poor phone a trip to another process and back. */

/** Answers when the request does. Whoever doesn't wait for it hears of a failure from the transaction. */
export function settled(request) {
  const answer = new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  answer.catch(() => {});
  return answer;
}

/** Rows of one kind within a transaction. */
const rowsIn = (tx) => (kind) => {
  const rows = tx.objectStore(kind);
  return {
    get: (key) => settled(rows.get(key)),
    count: (key) => settled(rows.count(key)),
    put: (row, key) => settled(rows.put(row, key)),
    delete: (key) => settled(rows.delete(key)),
  };
};

/** Over when the transaction is: only then is anything kept. */
const over = (tx) =>
  new Promise((resolve, reject) => {
    tx.oncomplete = resolve;
    tx.onabort = () => reject(tx.error ?? new DOMException("the transaction was given up", "AbortError"));
  });

/** Reads of the same moment, in one transaction. One that fails doesn't take the others with it. */
function reader(db) {
  let asked = null;

  function begin() {
    const reads = asked;
    asked = null;
    try {
      const tx = db.transaction([...new Set(reads.map(({ kind }) => kind))]);
      for (const { kind, ask, resolve, reject } of reads) {
        const request = ask(tx.objectStore(kind));
        request.addEventListener("error", (event) => event.preventDefault());
        settled(request).then(resolve, reject);
      }
    } catch (problem) {
      for (const { reject } of reads) reject(problem); // the connection is over
    }
  }

  return (kind, ask) =>
    new Promise((resolve, reject) => {
      if (!asked) queueMicrotask(begin);
      (asked ??= []).push({ kind, ask, resolve, reject });
    });
}

const wrapped = (db) => {
  const read = reader(db);
  return {
    get: (kind, key) => read(kind, (rows) => rows.get(key)),
    getAll: (kind) => read(kind, (rows) => rows.getAll()),
    getAllFromIndex: (kind, index, key) => read(kind, (rows) => rows.index(index).getAll(key)),
    count: (kind) => read(kind, (rows) => rows.count()),
    countFromIndex: (kind, index, key) => read(kind, (rows) => rows.index(index).count(key)),
    /** `change(rows(kind))` within a transaction: all of it or nothing, and flushed to disk before it counts as done. */
    async writing(kinds, change, durability = "strict") {
      const tx = db.transaction(kinds, "readwrite", { durability });
      const isOver = over(tx);
      try {
        const [result] = await Promise.all([change(rowsIn(tx)), isOver]);
        return result;
      } catch (problem) {
        isOver.catch(() => {});
        tryToAbort(tx);
        throw problem;
      }
    },
    close: () => db.close(),
  };
};

/** What was put before the problem must not be kept. */
function tryToAbort(tx) {
  try {
    tx.abort();
  } catch {
    // it was over already
  }
}

/** `onTaken`: another tab wants a newer version, and this connection lets go. `onLost`: the browser took it away. */
export async function openDatabase(name, { version, upgrade, onTaken, onLost }) {
  const opening = indexedDB.open(name, version);
  opening.onupgradeneeded = () => upgrade(opening.result);
  const db = await settled(opening);
  db.onclose = onLost;
  db.onversionchange = () => {
    db.close();
    onTaken();
  };
  return wrapped(db);
}
