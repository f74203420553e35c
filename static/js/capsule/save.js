/* Autosave: each change goes to the database at once; what is typed while a write is under way goes with the next one.
   "Salvo" is said only after the database said so. */
import { mergePatches } from "./patches.js";

const RETRY = 3_000;

/** `patchDraft(id, patches)` writes; `onState({phase: "saving" | "saved" | "failed", at?, full?})` tells how it goes. */
export function createSaver({ patchDraft, onState = () => {}, clock = () => new Date(), retry = RETRY }) {
  let waiting = new Map(); // draft id → patches
  let onTheirWay = new Map();
  let writing = null;
  let again = null;

  async function write() {
    onTheirWay = waiting;
    waiting = new Map();
    onState({ phase: "saving" });
    try {
      for (const [id, patches] of onTheirWay) await patchDraft(id, patches);
      onState({ phase: "saved", at: clock() });
      return true;
    } catch (problem) {
      for (const [id, patches] of onTheirWay) waiting.set(id, mergePatches(patches, waiting.get(id) ?? {}));
      onState({ phase: "failed", full: problem?.name === "QuotaExceededError" });
      again ??= setTimeout(flush, retry); // what was typed is still on the screen and goes again
      return false;
    } finally {
      onTheirWay = new Map();
    }
  }

  async function writeAll() {
    while (waiting.size && (await write()));
    writing = null;
  }

  /** Answers when what waits now is on disk (or could not be put there). */
  function flush() {
    clearTimeout(again);
    again = null;
    if (waiting.size) writing ??= writeAll();
    return writing ?? Promise.resolve();
  }

  function change(id, patches) {
    waiting.set(id, mergePatches(waiting.get(id) ?? {}, patches));
    if (!again) flush(); // after a failure the next try comes by itself
  }

  /** Patches of a draft that are not on disk yet. */
  const pending = (id) => mergePatches(onTheirWay.get(id) ?? {}, waiting.get(id) ?? {});
  return { change, flush, pending };
}
