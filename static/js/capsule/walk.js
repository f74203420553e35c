/* Walking a day: how far, how many minutes, and at what hour each stop is reached. Pure. */
import { metresBetween } from "./position.js";

const VISIT_MINUTES = 30; // what the plan says of most doors; it knows better of some
const WALKING_M_PER_MIN = 75; // the planner's pace: with a bag, in the sun
const DETOUR = 1.3; // streets are longer than the crow's way
const UNKNOWN_M = 600; // a leg whose ends are not both known

/** Metres by the streets, as near as a phone without a map can tell; null when a place is unknown. */
export function walkedMetres(from, to) {
  const metres = metresBetween(from, to);
  return metres === null ? null : Math.round((metres * DETOUR) / 10) * 10;
}

export const legMetres = (from, to) => walkedMetres(from, to) ?? UNKNOWN_M;
export const minutesOf = (metres) => Math.max(1, Math.round(metres / WALKING_M_PER_MIN));

const MINUTE = 60_000;
const PAUSE = 60 * MINUTE;

/** A stop's promised hours as numbers, or null. */
export const promiseIn = ({ window }) => (window ? { from: Date.parse(window.from), to: Date.parse(window.to) } : null);

/** Minutes at the door, as planned. */
const stay = ({ minutes = VISIT_MINUTES }) => minutes * MINUTE;

/** When the day rests: an hour at noon, unless it starts later or somebody was promised a visit then. */
function pauseOf(stops, at) {
  const noon = new Date(at).setHours(12, 0, 0, 0);
  const isTaken = (stop) => stop.window && promiseIn(stop).from > noon - PAUSE / 4 && promiseIn(stop).from < noon + PAUSE;
  return at < noon && !stops.some(isTaken) ? noon : Infinity;
}

/** The day walked in this order from `start` {place, at}: per stop when it begins, how late it is for its promise, how long
    one waited for it, and the leg. `leg(from, to)` → metres. */
export function walkThrough(stops, start, leg = (from, to) => legMetres(from?.business ?? from, to.business)) {
  let [here, clock, pause] = [start.place, start.at, pauseOf(stops, start.at)];
  return stops.map((stop) => {
    const metres = here ? leg(here, stop) : 0;
    let reached = clock + (metres / WALKING_M_PER_MIN) * MINUTE;
    if (reached >= pause) [reached, pause] = [reached + PAUSE, Infinity];
    const promise = promiseIn(stop);
    const begins = promise ? Math.max(reached, promise.from) : reached;
    if (begins > pause) pause = Infinity; // rested while waiting
    [here, clock] = [stop, begins + stay(stop)];
    return { stop, metres, begins, waited: begins - reached, late: promise ? Math.max(0, begins - promise.to) : 0 };
  });
}

/** The hour as people say it: to the next five minutes. */
export const roundedHour = (moment) => Math.ceil(moment / (5 * MINUTE)) * 5 * MINUTE;

export const dayEnds = (walk) => (walk.length ? walk.at(-1).begins + stay(walk.at(-1).stop) : null);
