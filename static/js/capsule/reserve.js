/* Room kept for words. A full phone refuses every write; then a block of bytes that is nobody's is dropped and the
   words take its place (F04). Photos and what can be fetched again never use it. */

const BYTES = 512 * 1024;
const PIECE = 65_536; // most that the browser makes at once
const KEY = "reserve";
const WAITS = [20, 100, 400, 1_000];
const FOR_WORDS = new Set(["drafts", "outbox", "sent", "meta", "vaults"]);

const isFull = (problem) => problem?.name === "QuotaExceededError";

/** Random, because what compresses well would not hold any room. */
function block() {
  const bytes = new Uint8Array(BYTES);
  for (let at = 0; at < BYTES; at += PIECE) crypto.getRandomValues(bytes.subarray(at, at + PIECE));
  return bytes;
}

/** The browser needs a moment until what was dropped counts as room. */
async function untilFits(write) {
  for (const wait of WAITS) {
    try {
      return await write();
    } catch (problem) {
      if (!isFull(problem)) throw problem;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return write();
}

/** The same writer, which makes room and tries once more. `onLow` is told when the reserve is gone. */
export function withReserve({ writing }, onLow = () => {}) {
  const drop = () => writing(["meta"], (rows) => rows("meta").delete(KEY));

  async function roomy(names, change, durability) {
    try {
      return await writing(names, change, durability);
    } catch (problem) {
      if (!isFull(problem) || !names.some((name) => FOR_WORDS.has(name))) throw problem;
      onLow();
      await drop();
      return untilFits(() => writing(names, change));
    }
  }
  return { writing: roomy, write: (name, change, durability) => roomy([name], (rows) => change(rows(name)), durability) };
}

/** Keep the reserve, if there is room for it. False when there is none: the moment to say so. */
export async function keepReserve({ writing }) {
  const hold = (rows) => rows("meta").put(block(), KEY);
  try {
    await writing(["meta"], async (rows) => (await rows("meta").count(KEY)) || hold(rows));
    return true;
  } catch (problem) {
    if (isFull(problem)) return false;
    throw problem;
  }
}
