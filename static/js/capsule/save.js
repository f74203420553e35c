/* Autosave: each change is in the database within 300 ms, and "salvo" is said only after the database said so. */
import { mergePatches } from "./patches.js";

const DELAY = 300;
const RETRY = 3_000;

export function createSaver({ patchDraft, onState = () => {}, clock = () => new Date(), delay = DELAY }) {
  let waiting = new Map(); // draft id → patches
  let onTheirWay = new Map();
  let timer = null;
  let writing = Promise.resolve();

  async function write() {
    onTheirWay = waiting;
    waiting = new Map();
    try {
      for (const [id, patches] of onTheirWay) await patchDraft(id, patches);
      onState({ phase: "saved", at: clock() });
    } catch (problem) {
      for (const [id, patches] of onTheirWay) waiting.set(id, mergePatches(patches, waiting.get(id) ?? {}));
      onState({ phase: "failed", full: problem?.name === "QuotaExceededError" });
      timer ??= setTimeout(flush, RETRY); // what was typed is still on the screen and goes again
    }
    onTheirWay = new Map();
  }

  /** Write what waits now; answers when it is on disk. */
  function flush() {
    clearTimeout(timer);
    timer = null;
    if (waiting.size) writing = writing.then(write);
    return writing;
  }

  function change(id, patches) {
    waiting.set(id, mergePatches(waiting.get(id) ?? {}, patches));
    timer ??= setTimeout(flush, delay);
  }

  /** Patches of a draft that are not on disk yet. */
  const pending = (id) => mergePatches(onTheirWay.get(id) ?? {}, waiting.get(id) ?? {});
  return { change, flush, pending };
}
