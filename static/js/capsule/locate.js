/* Where the visit began and ended: asked twice, in the background; nobody waits, and the reason is kept when there is none. */
import { isRemote } from "./draft.js";
import { findPosition } from "./position.js";

const asking = new Map(); // draft → the request under way: a screen opened twice asks once

function ask(key) {
  if (!asking.has(key)) asking.set(key, findPosition().finally(() => asking.delete(key)));
  return asking.get(key);
}

/** At the door, once. What the agent erased stays erased. */
export async function noteArrival(visit) {
  const isOpen = () => !isRemote(visit.draft) && !visit.draft.position && !visit.draft.missing;
  if (!isOpen()) return;
  const found = await ask(`${visit.draft.id} arrival`);
  if (isOpen()) visit.change({ ...found, positionAt: new Date().toISOString() });
}

export function askAgain(visit) {
  visit.change({ missing: "" });
  return noteArrival(visit);
}

const FRESH = 2 * 60_000;

/** On the last screen; again when the agent comes back to it much later. */
export async function noteDeparture(visit) {
  const { departure, missing } = visit.draft;
  if (isRemote(visit.draft)) return;
  if (departure && Date.now() - Date.parse(departure.at) < FRESH) return;
  const at = new Date().toISOString();
  if (missing === "erased") return visit.change({ departure: { position: null, missing: "erased", at } });
  const found = await ask(`${visit.draft.id} departure`);
  if (visit.app.lock === "open") visit.change({ departure: { ...found, at: new Date().toISOString() } }); // else asked again after the PIN
}
