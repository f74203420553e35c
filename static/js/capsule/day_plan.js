/* The day as the agent walks it: the route's stops in the agent's own order, what was left out and why, and promises of the
   day that no route knows yet. Pure values; kept and sent by plan_keeping.js. */

export const REASONS = {
  no_time: "Não vai dar tempo",
  too_far: "Ficou longe demais",
  closed_street: "A rua está fechada",
  unsafe: "Não me senti em segurança",
  client_asked: "O cliente pediu outro dia",
  other: "Outro motivo",
};

const moment = (plan) => Date.parse(plan?.changed_at ?? "") || 0;
const later = (a, b) => (moment(a) >= moment(b) ? a : b);

/** What counts for this route: what this phone last said, or another one later; a fresh route has its own order. */
export function planFor(route, local) {
  const mine = local?.route === route?.id ? local : null;
  const said = later(mine, route?.plan) ?? route?.plan ?? null;
  const skippedByRoute = (route?.stops ?? []).filter(({ state }) => state === "skipped").map(({ id }) => ({ stop: id, reason: "", at: "" }));
  return {
    route: route?.id ?? "",
    order: said?.order ?? [],
    skipped: said?.skipped ?? skippedByRoute,
    changed_at: said?.changed_at ?? "",
    is_by_hand: said ? (said.is_by_hand ?? true) : false,
  };
}

/** Stops that the plan does not name keep their place after the one they followed on the route. */
function inPlanOrder(stops, { order }) {
  if (!order.length) return stops;
  const places = new Map(order.map((id, place) => [id, place]));
  let last = -1;
  const placed = stops.map((stop, index) => {
    last = places.get(stop.id) ?? last;
    return { stop, place: places.get(stop.id) ?? last, isNew: places.has(stop.id) ? 0 : 1, index };
  });
  return placed.sort((a, b) => a.place - b.place || a.isNew - b.isNew || a.index - b.index).map(({ stop }) => stop);
}

/** {done, pending, skipped}: each stop of the day in exactly one of them. */
export function sorted(stops, plan) {
  const because = new Map(plan.skipped.map((skip) => [skip.stop, skip]));
  const isDone = (stop) => stop.isDone;
  const rows = inPlanOrder(stops, plan).map((stop) => ({ ...stop, skip: because.get(stop.id) ?? null }));
  const doneAt = ({ record, arrives_at: at }) => Date.parse(record?.finishedAt ?? at);
  return {
    done: rows.filter(isDone).sort((a, b) => doneAt(a) - doneAt(b)),
    pending: rows.filter((stop) => !isDone(stop) && !stop.skip),
    skipped: rows.filter((stop) => !isDone(stop) && stop.skip),
  };
}

const orderOf = ({ done, pending, skipped }) => [...done, ...pending, ...skipped].map(({ id }) => id);

/** The plan after the pending stops were put in another order. */
export const reordered = (plan, day, pending, byHand = true) => ({
  ...plan, order: orderOf({ ...day, pending }), is_by_hand: byHand || plan.is_by_hand,
});

export function skipping(plan, day, stop, { reason, at, pending }) {
  const left = pending ?? day.pending.filter(({ id }) => id !== stop.id);
  return {
    ...plan,
    order: orderOf({ ...day, pending: left, skipped: [...day.skipped, stop] }),
    skipped: [...plan.skipped.filter((skip) => skip.stop !== stop.id), { stop: stop.id, reason, at }],
  };
}

export const reinserting = (plan, day, stop, pending) => ({
  ...plan,
  order: orderOf({ ...day, pending, skipped: day.skipped.filter(({ id }) => id !== stop.id) }),
  skipped: plan.skipped.filter((skip) => skip.stop !== stop.id),
});

/** What the server is told: stops that it knows, and reasons that it knows. */
export const toSend = (plan, route) => {
  const known = new Set(route.stops.map(({ id }) => id));
  return {
    order: plan.order.filter((id) => known.has(id)),
    skipped: plan.skipped.filter(({ stop, reason }) => known.has(stop) && reason in REASONS),
    changed_at: plan.changed_at,
  };
};
