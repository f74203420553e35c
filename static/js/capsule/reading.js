/* What all screens share, read again from the store: who uses the phone, whether it is open, their day and their visits. */
import { keptPlan } from "./plan_keeping.js";
import { loadRecords } from "./records.js";

/** Side by side, because somebody waits. */
export async function readAgain(app) {
  const { store } = app;
  const [user, needsLogin, hasLost] = await Promise.all(["user", "needsLogin", "lostNote"].map((key) => store.meta(key)));
  const id = user?.id ?? "";
  const wasOpen = store.vault.isOpenFor(id);
  const [lock, bundle, plan, records, queued] = await Promise.all([
    store.vault.stateOf(id), store.day(id), keptPlan(store, id), loadRecords(store, id, app.sync?.status.sending), store.queueSize(),
  ]);
  if (wasOpen && lock !== "open") return readAgain(app); // closed meanwhile: nothing that was open a moment ago is kept
  Object.assign(app, { needsLogin: needsLogin ?? false, hasLost: hasLost ?? false, lock, bundle: bundle ?? null, plan, records });
  app.user = user ? { ...user, ...(bundle && { name: bundle.agent.name }) } : null;
  app.today = null;
  if (lock !== "open") app.territory = null; // today's promises read it
  app.unsent = records.waiting.length;
  app.others = queued - records.waiting.length - records.refused.length;
}
