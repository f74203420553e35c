/* In which order to walk the rest of the day: nearest first, then improved by 2-opt and by moving single stops. An honest
   small heuristic over walking distance: promised hours are kept if they can be, and come in their own order. Pure. */
import { legMetres, promiseIn, walkThrough } from "./walk.js";

const LATE_MINUTE = 1e6; // metres that a minute's delay of a promise is worth: none is traded for a shorter walk
const WAITED_MINUTE = 20;
const MINUTE = 60_000;
const MOST_ROUNDS = 40;

/** Distances looked up once: the search asks for the same legs thousands of times. */
function legsOf(start) {
  const known = new Map();
  return (from, to) => {
    if (from === start.place) return legMetres(from, to.business);
    if (!known.has(from)) known.set(from, new Map());
    const row = known.get(from);
    if (!row.has(to)) row.set(to, legMetres(from.business, to.business));
    return row.get(to);
  };
}

/** What an order costs, in metres: the walk, the waiting, and above all broken promises. */
export function costOf(stops, start, leg = legsOf(start)) {
  const sum = (total, { metres, waited, late }) => total + metres + (waited / MINUTE) * WAITED_MINUTE + (late / MINUTE) * LATE_MINUTE;
  return walkThrough(stops, start, leg).reduce(sum, 0);
}

export const metresOf = (stops, start) => walkThrough(stops, start).reduce((total, { metres }) => total + metres, 0);
export const lateness = (stops, start) => walkThrough(stops, start).reduce((total, { late }) => total + late, 0);

/** Always the nearest, unless that would be too late for the next promise. */
function nearestFirst(stops, start, leg) {
  const promised = stops.filter(promiseIn).sort((a, b) => promiseIn(a).from - promiseIn(b).from);
  const free = stops.filter((stop) => !promiseIn(stop));
  const order = [];
  while (free.length || promised.length) {
    const here = order.at(-1) ?? start.place;
    const near = free.toSorted((a, b) => (here ? leg(here, a) - leg(here, b) : 0))[0];
    const isTooLate = promised.length && near && walkThrough([...order, near, promised[0]], start, leg).at(-1).late > 0;
    const next = near && !isTooLate ? near : (promised[0] ?? near);
    order.push(next);
    const from = promiseIn(next) ? promised : free;
    from.splice(from.indexOf(next), 1);
  }
  return order;
}

const reversed = (list, i, j) => [...list.slice(0, i), ...list.slice(i, j + 1).reverse(), ...list.slice(j + 1)];
const relocated = (list, i, j) => list.toSpliced(i, 1).toSpliced(j, 0, list[i]);

/** The best of all single changes, or null when none helps. */
function bestChange(order, cost, costNow) {
  let [best, least] = [null, costNow - 1e-6];
  for (let i = 0; i < order.length; i += 1) {
    for (let j = 0; j < order.length; j += 1) {
      for (const other of i < j ? [reversed(order, i, j), relocated(order, i, j)] : i > j ? [relocated(order, i, j)] : []) {
        const costs = cost(other);
        if (costs < least) [best, least] = [other, costs];
      }
    }
  }
  return best && { order: best, costs: least };
}

function improved(order, cost) {
  let now = { order, costs: cost(order) };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const better = bestChange(now.order, cost, now.costs);
    if (!better) break;
    now = better;
  }
  return now;
}

/** The stops in a good order from `start` {place, at}; never worse than the order given. */
export function ordered(stops, start) {
  const leg = legsOf(start);
  const cost = (order) => costOf(order, start, leg);
  const kept = { order: stops, costs: cost(stops) };
  const tries = [improved(nearestFirst(stops, start, leg), cost), improved(stops, cost)];
  const { order } = tries.reduce((best, one) => (one.costs < best.costs - 1e-6 ? one : best), kept);
  return order === stops ? stops : ordered(order, start); // until nothing is won any more
}

/** Back into the day where it costs least; the others keep their order. */
export function inserted(stops, stop, start) {
  const leg = legsOf(start);
  const all = [...stops, stop].map((_, place) => stops.toSpliced(place, 0, stop));
  return all.reduce((best, other) => (costOf(other, start, leg) < costOf(best, start, leg) ? other : best));
}
