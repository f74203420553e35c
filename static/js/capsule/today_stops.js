/* The stops of today as every screen shows them: in the agent's order, with what became of each, and numbered as they are walked. */
import { businessById, stopsOf } from "./day.js";
import { planFor, sorted } from "./day_plan.js";
import { isoDay } from "./format.js";
import { lastKnown } from "./position.js";
import { promisedStops } from "./promises.js";
import { draftAt, recordOf } from "./records.js";
import { dayEnds, roundedHour, walkedMetres, walkThrough } from "./walk.js";

/** Each stop with what became of it on this phone or, as far as we know, on another. */
const withRecords = (stops, records) =>
  stops.map((stop) => {
    const record = recordOf(records, { stopId: stop.id });
    return { ...stop, record, draft: draftAt(records, { stopId: stop.id }), isDone: Boolean(record) || stop.state === "done" };
  });

const withDraft = (stop, records) => ({ ...stop, record: undefined, draft: draftAt(records, { businessId: stop.business.id }), isDone: false });

/** Promises stand by their hour among stops that no one has ordered anew. */
function withPromises(stops, promised) {
  const all = [...stops];
  for (const stop of promised) {
    const at = all.findIndex((other) => Date.parse(other.arrives_at) > Date.parse(stop.arrives_at));
    all.splice(at < 0 ? all.length : at, 0, stop);
  }
  return all;
}

/** Where and when the rest of the day starts: here if we know, else at the stop made last. */
function startOf(app, done, now = Date.now()) {
  const place = lastKnown(now) ?? done.at(-1)?.business ?? null;
  return { place, at: Math.max(now, Date.parse(app.bundle?.route?.starts_at ?? 0) || 0) };
}

/** Where a business stands today, in words: as Hoje numbers it, promises among the stops. */
export function placeWords({ done, pending, skipped, count }, { id }) {
  const isIt = ({ business }) => id && business.id === id;
  const stop = [...pending, ...done].find(isIt);
  if (stop) return `Parada ${stop.position} de ${count}`;
  return skipped.some(isIt) ? "Ficou para depois" : "Fora da rota de hoje";
}

const MINUTE = 60_000;

/** {plan, done, pending, skipped, next, walk, endsAt, start}; what is pending knows its hour and how far it is from the stop
    before. Reckoned anew only when something changed, or the minute: screens ask for it at each drawing. */
export function dayOf(app, now = Date.now()) {
  const of = [app.bundle, app.records, app.plan, app.territory, lastKnown(now), Math.floor(now / MINUTE)];
  if (!app.today?.of.every((known, at) => known === of[at])) app.today = { of, day: reckoned(app, now) };
  return app.today.day;
}

function reckoned(app, now) {
  const { bundle, records } = app;
  const route = bundle?.route ?? null;
  const stops = withRecords(stopsOf(bundle), records);
  const known = (id) => businessById(bundle, id) ?? app.territory?.byId.get(id);
  const promised = bundle ? promisedStops(bundle.on, bundle, records, stops, known) : [];
  const plan = planFor(route, app.plan);
  const day = sorted(withPromises(stops, promised.map((stop) => withDraft(stop, records))), plan);
  const start = startOf(app, day.done, now);
  const isToday = bundle?.on === isoDay(now);
  const walk = isToday ? walkThrough(day.pending, start) : [];
  const numbered = [...day.done, ...day.pending].map((stop, at) => ({ ...stop, position: at + 1 }));
  const metres = (stop, at) => walkedMetres(at ? day.pending[at - 1].business : start.place, stop.business);
  const pending = numbered.slice(day.done.length).map((stop, at) => ({ ...stop, metres: metres(stop, at), expectedAt: expected(stop, walk[at]) }));
  return {
    plan, start, walk, done: numbered.slice(0, day.done.length), pending, skipped: day.skipped, next: pending[0],
    endsAt: isToday && walk.length ? roundedHour(dayEnds(walk)) : null, count: numbered.length,
  };
}

/** A promise keeps its hour; every other is reckoned from here and now, and the plan's only for a day that is not this one. */
const expected = (stop, leg) => stop.window?.from ?? (leg ? roundedHour(leg.begins) : stop.arrives_at);
