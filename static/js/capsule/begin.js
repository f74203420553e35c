/* Beginning a visit: one draft a stop; the position is asked for once, and nobody waits for it. */
import { contentOf, newDraft } from "./draft.js";
import { draftAt } from "./records.js";
import { visitHash } from "./router.js";

/** Go on with the draft of this stop or business, or begin one. */
export async function begin(app, { business, stop = null, added = null }) {
  const known = added ? undefined : draftAt(app.records, { stopId: stop?.id, businessId: business.id });
  if (known) return app.router.go(known.at || visitHash(known.id, "chegada"));
  const draft = newDraft({
    userId: app.user.id,
    business,
    added,
    stop,
    stops: app.bundle?.route?.stops.length ?? 0,
  });
  await app.store.startDraft(draft, contentOf(app.bundle ?? {}));
  await app.load();
  return app.router.go(visitHash(draft.id, "chegada"));
}
