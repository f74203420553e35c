/* Promises to come back: those the server knows, and those made on this phone that it does not know yet. Pure. */
import { isoDay } from "./format.js";
import { finished, isNews } from "./records.js";

const PUNCTUAL = 5 * 60_000;

function madeHere(bundle, records) {
  return finished(records).filter((row) => row.promise && isNews(row, bundle)).map(({ id, name, businessId, stopId, finishedAt, promise }) => ({
    id: `p:${id}`, business: businessId, stopId, name, dueAt: promise.dueAt, purpose: promise.purpose ?? "", channel: promise.channel, madeAt: finishedAt,
  }));
}

const fromBundle = (bundle) =>
  (bundle?.appointments ?? []).map(({ business, due_at: dueAt, purpose, channel = "in_person" }) => ({
    id: `p:${business}:${dueAt}`, business, stopId: null, name: "", dueAt, purpose, channel, madeAt: bundle.generated_at,
  }));

/** Open promises, the soonest first. A visit made since then has kept it. */
export function openPromises(bundle, records) {
  const isKept = ({ business, madeAt }) =>
    finished(records).some((row) => business && row.businessId === business && Date.parse(row.finishedAt) > Date.parse(madeAt));
  const all = [...fromBundle(bundle), ...madeHere(bundle, records)].filter((promise) => !isKept(promise));
  return all.sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
}

/** Stops of a day that come of promises alone: the route has no stop left to make for that business, and nobody knocked there at
    the promised hour or after it. A closed door keeps no promise, but it is not the next one again. */
export function promisedStops(on, bundle, records, stops, businessOf) {
  const isPlanned = ({ business }) => stops.some((stop) => !stop.isDone && stop.business.id === business);
  const isTried = ({ business, dueAt }) => finished(records).some((row) => row.businessId === business && Date.parse(row.finishedAt) >= Date.parse(dueAt));
  return openPromises(bundle, records)
    .filter((promise) => promise.business && isoDay(promise.dueAt) === on && !isPlanned(promise) && !isTried(promise))
    .map((promise) => ({ promise, business: businessOf(promise.business) }))
    .filter(({ business }) => business)
    .map(({ promise, business }) => ({
      id: promise.id, business, arrives_at: promise.dueAt, is_fixed: true, isPromise: true, reason: promise.purpose, state: "pending",
      window: { from: promise.dueAt, to: new Date(Date.parse(promise.dueAt) + PUNCTUAL).toISOString() }, channel: promise.channel,
    }));
}
