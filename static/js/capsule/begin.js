/* Beginning a visit: one draft a stop; the position is asked for once, and nobody waits for it. */
import { contentOf, newDraft } from "./draft.js";
import { draftAt, draftOfCnpj } from "./records.js";
import { visitHash } from "./router.js";
import { dayOf, placeWords } from "./today_stops.js";

let beginning = null;

/** `channel`: in_person, phone, whatsapp or video. Go on with the draft of this stop or business, or begin one; a second tap waits for the first (F13). */
export function begin(app, where) {
  beginning ??= goOnOrBegin(app, where).finally(() => (beginning = null));
  return beginning;
}

async function goOnOrBegin(app, { business, stop = null, added = null, channel = "in_person" }) {
  await app.load(); // another tab may have begun it
  const known = added ? draftOfCnpj(app.records, business.cnpj) : draftAt(app.records, { stopId: stop?.id, businessId: business.id });
  if (known) return app.router.go(known.at || visitHash(known.id, "chegada"));
  const draft = newDraft({
    userId: app.user.id,
    business,
    added,
    channel,
    stop,
    label: placeWords(dayOf(app), business),
  });
  await app.store.startDraft(draft, contentOf(app.bundle ?? {}));
  await app.load();
  return app.router.go(visitHash(draft.id, "chegada"));
}
