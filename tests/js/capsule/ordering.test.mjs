import assert from "node:assert/strict";
import { test } from "node:test";

import { costOf, inserted, lateness, metresOf, ordered } from "../../../static/js/capsule/ordering.js";
import { promiseIn } from "../../../static/js/capsule/walk.js";

const START = Date.parse("2026-11-24T11:00:00Z");
const MINUTE = 60_000;

/** The same days in each run. */
function random(seed) {
  let state = seed * 2654435761;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

const promised = (at, minutes = 5) => ({ from: new Date(at).toISOString(), to: new Date(at + minutes * MINUTE).toISOString() });

function dayOf(seed) {
  const next = random(seed);
  const place = () => ({ latitude: -7.2 + (next() - 0.5) / 50, longitude: -39.3 + (next() - 0.5) / 50 });
  const count = Math.floor(next() * 12);
  const stops = Array.from({ length: count }, (_, at) => {
    const business = next() < 0.1 ? { latitude: null, longitude: null } : place();
    const window = next() < 0.2 ? promised(START + Math.floor(next() * 8 * 60) * MINUTE) : null;
    return { id: `s${at}`, business, window };
  });
  return { stops, start: { place: next() < 0.8 ? place() : null, at: START } };
}

const DAYS = Array.from({ length: 150 }, (_, seed) => dayOf(seed + 1));
const ids = (stops) => stops.map(({ id }) => id);

test("it works: the nearest first, and the way back is not walked twice", () => {
  const at = (id, metres) => ({ id, window: null, business: { latitude: 0, longitude: metres / 111_195 } });
  const start = { place: { latitude: 0, longitude: 0 }, at: START };
  assert.deepEqual(ids(ordered([at("c", 900), at("a", 100), at("b", 400)], start)), ["a", "b", "c"]);
});

test("every stop is there once, whatever the day", () => {
  for (const { stops, start } of DAYS) assert.deepEqual(ids(ordered(stops, start)).sort(), ids(stops).sort());
});

test("no day becomes worse than it was given", () => {
  for (const { stops, start } of DAYS) assert.ok(costOf(ordered(stops, start), start) <= costOf(stops, start) + 1e-6);
});

test("a promised hour is never traded for a shorter walk", () => {
  for (const { stops, start } of DAYS) assert.ok(lateness(ordered(stops, start), start) <= lateness(stops, start) + 1);
});

test("promises that can be kept one after the other are walked in their order", () => {
  for (const { stops, start } of DAYS) {
    const order = ordered(stops, start);
    if (lateness(order, start) > 0) continue;
    const hours = order.filter(promiseIn).map((stop) => promiseIn(stop).from);
    assert.deepEqual(hours, hours.toSorted((a, b) => a - b));
  }
});

test("ordering an ordered day changes nothing", () => {
  for (const { stops, start } of DAYS) {
    const once = ordered(stops, start);
    assert.ok(Math.abs(costOf(ordered(once, start), start) - costOf(once, start)) < 1e-6);
  }
});

test("days of up to seven stops are at most a tenth longer than the best order there is", () => {
  const all = (list) => (list.length < 2 ? [list] : list.flatMap((one, at) => all(list.toSpliced(at, 1)).map((rest) => [one, ...rest])));
  const small = DAYS.filter(({ stops }) => stops.length > 3 && stops.length <= 6 && stops.every(({ window }) => !window));
  assert.ok(small.length >= 5);
  for (const { stops, start } of small) {
    const best = Math.min(...all(stops).map((order) => metresOf(order, start)));
    assert.ok(metresOf(ordered(stops, start), start) <= best * 1.1);
  }
});

test("a stop that comes back goes where it costs least, and the others keep their order", () => {
  for (const { stops, start } of DAYS.filter((day) => day.stops.length)) {
    const [one, ...rest] = stops;
    const day = inserted(rest, one, start);
    assert.deepEqual(ids(day.filter(({ id }) => id !== one.id)), ids(rest));
    assert.ok(costOf(day, start) <= costOf([...rest, one], start) + 1e-6);
  }
});
