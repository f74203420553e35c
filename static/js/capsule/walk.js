/* Walking a day: how far, how many minutes, and at what hour each stop is reached. Pure. */
import { metresBetween } from "./position.js";

export const VISIT_MINUTES = 40;
const WALKING_M_PER_MIN = 70;
const DETOUR = 1.25; // streets are longer than the crow's way
const UNKNOWN_M = 500; // a leg whose ends are not both known

/** Metres by the streets, as near as a phone without a map can tell; null when a place is unknown. */
export function walkedMetres(from, to) {
  const metres = metresBetween(from, to);
  return metres === null ? null : Math.round(metres * DETOUR);
}

export const legMetres = (from, to) => walkedMetres(from, to) ?? UNKNOWN_M;
export const minutesOf = (metres) => Math.max(1, Math.round(metres / WALKING_M_PER_MIN));

const MINUTE = 60_000;

/** A stop's promised hours as numbers, or null. */
export const promiseIn = ({ window }) => (window ? { from: Date.parse(window.from), to: Date.parse(window.to) } : null);

/** The day walked in this order from `start` {place, at}: per stop when it begins, how late it is for its promise, how long
    one waited for it, and the leg. `leg(from, to)` → metres. */
export function walkThrough(stops, start, leg = (from, to) => legMetres(from?.business ?? from, to.business)) {
  let [here, clock] = [start.place, start.at];
  return stops.map((stop) => {
    const metres = here ? leg(here, stop) : 0;
    const reached = clock + (metres / WALKING_M_PER_MIN) * MINUTE;
    const promise = promiseIn(stop);
    const begins = promise ? Math.max(reached, promise.from) : reached;
    [here, clock] = [stop, begins + VISIT_MINUTES * MINUTE];
    return { stop, metres, begins, waited: begins - reached, late: promise ? Math.max(0, begins - promise.to) : 0 };
  });
}

/** The hour as people say it: to the next five minutes. */
export const roundedHour = (moment) => Math.ceil(moment / (5 * MINUTE)) * 5 * MINUTE;

export const dayEnds = (walk) => (walk.length ? walk.at(-1).begins + VISIT_MINUTES * MINUTE : null);
