/* What the agent does to the day: another order, a stop left out with a reason, a stop taken in again. Each change is on disk
   before it is said, and can be undone. */
import { correctedNow } from "./clock.js";
import { reinserting, REASONS, reordered, skipping } from "./day_plan.js";
import { distance, hour, nameOf } from "./format.js";
import { inserted, lateness, metresOf, ordered } from "./ordering.js";
import { changePlan } from "./plan_keeping.js";
import { dayOf } from "./today_stops.js";
import { walkThrough } from "./walk.js";

const WORTH_M = 100; // for less nobody's order is changed

const NOT_KEPT = "Não deu para guardar. Veja se o celular tem espaço: a rota ficou como estava.";

async function change(app, plan, words) {
  const undo = await changePlan(app, plan).catch(() => null);
  if (!undo) return app.notify(NOT_KEPT);
  return app.notify(words, { label: "Desfazer", run: undo });
}

const spared = (before, after, start) => metresOf(before, start) - metresOf(after, start);

/** The rest in a better order, unless the agent chose one or too little is won. */
function restOf({ plan, start }, pending, evenByHand = false) {
  const better = ordered(pending, start);
  const isWorth = spared(pending, better, start) >= WORTH_M || lateness(better, start) < lateness(pending, start);
  return isWorth && (evenByHand || !plan.is_by_hand) ? better : pending;
}

export function skip(app, stop, reason) {
  const day = dayOf(app);
  const left = day.pending.filter(({ id }) => id !== stop.id);
  const rest = restOf(day, left);
  const won = spared(left, rest, day.start);
  const plan = skipping(day.plan, day, stop, { reason, at: correctedNow().toISOString(), pending: rest });
  const how = rest === left ? "" : won > 0 ? ` O resto foi reordenado: ${distance(won)} a menos.` : " O resto foi reordenado.";
  return change(app, plan, `${nameOf(stop.business)} ficou para depois: ${REASONS[reason].toLowerCase()}.${how}`);
}

export function takeIn(app, stop) {
  const day = dayOf(app);
  const pending = inserted(day.pending, stop, day.start);
  const place = day.done.length + pending.indexOf(stop) + 1;
  return change(app, reinserting(day.plan, day, stop, pending), `${nameOf(stop.business)} voltou para a rota, como parada ${place}.`);
}

/** One place up (-1) or down (1). A promised hour stays, and no change may break it. */
export function move(app, stop, step) {
  const day = dayOf(app);
  const at = day.pending.findIndex(({ id }) => id === stop.id);
  const other = day.pending[at + step];
  if (!other) return undefined;
  const pending = day.pending.with(at, other).with(at + step, day.pending[at]);
  if (lateness(pending, day.start) > lateness(day.pending, day.start)) return app.notify(broken(pending, day));
  return change(app, reordered(day.plan, day, pending), `${nameOf(stop.business)} agora é a parada ${day.done.length + at + step + 1}.`);
}

/** The first promise that this order would break, or break more than it is broken already. */
function broken(after, { pending, start }) {
  const before = new Map(walkThrough(pending, start).map(({ stop, late }) => [stop, late]));
  const { stop: promised } = walkThrough(after, start).find(({ stop, late }) => late > before.get(stop));
  return `Assim a hora marcada das ${hour(promised.window.from)} em ${nameOf(promised.business)} não daria. A ordem ficou como estava.`;
}

/** The best order that the phone finds, when asked for. */
export function best(app) {
  const day = dayOf(app);
  const pending = restOf(day, day.pending, true);
  if (pending === day.pending) return app.notify("A ordem já está boa: não achamos um caminho mais curto.");
  const won = spared(day.pending, pending, day.start);
  const plan = { ...reordered(day.plan, day, pending, false), is_by_hand: false };
  return change(app, plan, won > 0 ? `Pronto: ${distance(won)} a menos a pé.` : "Pronto: assim dá tempo para a hora marcada.");
}
