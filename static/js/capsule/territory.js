/* The agent's whole territory on this phone: fetched at most twice a day, kept sealed as one record, read when it is asked for. */
import { request } from "./net.js";

const NAME = "territory";
const EVERY = 12 * 3_600_000;
const TIMEOUT = 60_000;
const FIELDS = ["id", "cnpj", "legal_name"];

const isTerritory = (answer) => Array.isArray(answer?.businesses) && FIELDS.every((field) => answer.fields?.includes(field));

/** Fetch when it is old, and keep. Not having it, or having no room for it, stops nothing. */
export async function refreshTerritory(app) {
  const { store, user } = app;
  if (app.lock !== "open" || !navigator.onLine) return;
  if (Date.now() - (await store.recordedAt(user.id, NAME)) < EVERY) return; // not opened for that: it is big
  const kept = await store.record(user.id, NAME);
  const response = await request("/api/territory/", {
    timeout: TIMEOUT, headers: kept?.tag ? { "If-None-Match": kept.tag } : {},
  }).catch(() => null);
  if (!response || (response.status !== 304 && !response.ok)) return;
  const answer = response.status === 304 ? kept : await response.json().catch(() => null);
  if (!isTerritory(answer) || !store.vault.isOpenFor(user.id)) return; // locked meanwhile
  const tag = response.headers.get("ETag") ?? "";
  await store.saveRecord(user.id, NAME, { fields: answer.fields, businesses: answer.businesses, generated_at: answer.generated_at, tag }).catch(console.error);
  await app.refresh(); // a search that is open shows it at once
}

/** A row as the rest of the phone knows businesses; a municipality's code becomes its name. */
export function businessIn(fields, row, places) {
  const { last_visit_on: on, last_outcome: outcome, municipality, ...business } = Object.fromEntries(fields.map((field, at) => [field, row[at]]));
  return {
    ...business, municipality: places.get(municipality) ?? "", people: [],
    last_visit: on ? { on, outcome, agent: "", findings: [], promised: "" } : null,
  };
}

/** {businesses, byId, byCnpj, generatedAt}: the territory with today's businesses, which the phone knows better. Held by
    `app.territory`, which a lock empties. */
export async function territoryOf(app) {
  const { store, user, bundle } = app;
  const kept = (await store.record(user.id, NAME)) ?? null;
  if (app.territory && app.territory.from === kept && app.territory.bundle === bundle) return app.territory;
  const places = new Map((bundle?.municipalities ?? []).map(({ ibge, name }) => [ibge, name]));
  const today = new Map((bundle?.businesses ?? []).map((business) => [business.id, business]));
  const others = (kept?.businesses ?? []).map((row) => businessIn(kept.fields, row, places)).filter(({ id }) => !today.has(id));
  const businesses = [...today.values(), ...others];
  return {
    from: kept, bundle, businesses, generatedAt: kept?.generated_at ?? "",
    byId: new Map(businesses.map((business) => [business.id, business])),
    byCnpj: new Map(businesses.map((business) => [business.cnpj, business])),
  };
}
