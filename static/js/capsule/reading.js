/* What all screens share, read again from the store: who uses the phone, whether it is open, their day and their visits.
   In one journey to the database, for the person known so far. */
import { keptPlan } from "./plan_keeping.js";
import { loadRecords } from "./records.js";

/** Side by side, because somebody waits. */
export async function readAgain(app, id = app.user?.id ?? "") {
  const { store } = app;
  const wasOpen = store.vault.isOpenFor(id);
  const [user, needsLogin, hasLost, wantsPassword, lock, bundle, plan, records, queued] = await Promise.all([
    ...["user", "needsLogin", "lostNote", "wantsPassword"].map((key) => store.meta(key)),
    store.vault.stateOf(id), store.day(id), keptPlan(store, id), loadRecords(store, id, app.sync?.status.sending), store.queueSize(),
  ]);
  if ((user?.id ?? "") !== id) return readAgain(app, user?.id ?? ""); // somebody else signed in, or nobody is
  if (wasOpen && lock !== "open") return readAgain(app, id); // closed meanwhile: nothing that was open a moment ago is kept
  Object.assign(app, { needsLogin: needsLogin ?? false, hasLost: hasLost ?? false, wantsPassword, lock, bundle: bundle ?? null, plan, records });
  app.user = user ? { ...user, ...(bundle && { name: bundle.agent.name }) } : null;
  app.today = null;
  if (lock !== "open") app.territory = null; // today's promises read it
  app.unsent = records.waiting.length;
  app.others = queued - records.waiting.length - records.refused.length;
}
