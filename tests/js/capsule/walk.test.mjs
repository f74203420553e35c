import assert from "node:assert/strict";
import { test } from "node:test";

import { dayOf } from "../../../static/js/capsule/today_stops.js";
import { dayEnds, walkThrough } from "../../../static/js/capsule/walk.js";

const at = (time) => new Date(`2026-11-24T${time}`);
const hour = (moment) => `${new Date(moment).getHours()}:${String(new Date(moment).getMinutes()).padStart(2, "0")}`;
const here = { latitude: -7.2, longitude: -39.3 };
const stop = (id, more = {}) => ({ id, business: { id, ...here }, window: null, minutes: 30, ...more });
const promised = (time) => ({ from: at(time).toISOString(), to: new Date(at(time).getTime() + 300_000).toISOString() });
const begins = (stops, from = "08:00") => walkThrough(stops, { place: here, at: at(from).getTime() }).map((leg) => hour(leg.begins));

test("it works: each stop takes the minutes that the plan gives it", () => {
  assert.deepEqual(begins([stop("a", { minutes: 20 }), stop("b", { minutes: 45 }), stop("c")]), ["8:00", "8:20", "9:05"]);
});

test("a walk of 750 m by the streets takes ten minutes", () => {
  const away = { id: "b", latitude: here.latitude + 750 / 1.3 / 111_195, longitude: here.longitude };
  assert.deepEqual(begins([stop("a"), stop("b", { business: away })]), ["8:00", "8:40"]);
});

test("an hour at noon is free, once", () => {
  const stops = ["a", "b", "c", "d", "e"].map((id) => stop(id, { minutes: 60 }));
  assert.deepEqual(begins(stops, "10:00"), ["10:00", "11:00", "13:00", "14:00", "15:00"]);
  assert.deepEqual(begins(stops.slice(0, 2), "12:20"), ["12:20", "13:20"]); // who walks at noon has rested or will
});

test("a promised hour is waited for, and the pause may lie in the waiting or give way", () => {
  const waits = [stop("a", { minutes: 60 }), stop("b", { window: promised("14:00") }), stop("c")];
  assert.deepEqual(begins(waits, "10:40"), ["10:40", "14:00", "14:30"]);
  const atNoon = [stop("a", { minutes: 60 }), stop("b", { window: promised("12:30") }), stop("c")];
  assert.deepEqual(begins(atNoon, "11:00"), ["11:00", "12:30", "13:00"]);
});

test("the day ends when the last visit does", () => {
  assert.equal(hour(dayEnds(walkThrough([stop("a", { minutes: 20 })], { place: null, at: at("09:00").getTime() }))), "9:20");
});

const NOBODY = { drafts: [], waiting: [], refused: [], troubled: [], gone: [] };

function day(now, planned = "08:20") {
  const stops = ["a", "b"].map((id, index) => ({
    ...stop(id), business: id, position: index + 1, arrives_at: at(planned).toISOString(), is_fixed: false, state: "pending",
  }));
  const bundle = { on: "2026-11-24", generated_at: at("07:00").toISOString(), route: { id: "r", starts_at: at("08:20").toISOString(), stops, plan: null },
    businesses: ["a", "b"].map((id) => ({ id, ...here })), appointments: [] };
  return dayOf({ bundle, records: NOBODY, plan: null, territory: null }, at(now).getTime());
}

test("who is late is told when they will be there, not when they should have been", () => {
  assert.deepEqual(day("07:30").pending.map((each) => hour(each.expectedAt)), ["8:20", "8:50"]);
  assert.deepEqual(day("10:02").pending.map((each) => hour(each.expectedAt)), ["10:05", "10:35"]);
});

test("each stop knows how far it is from the one before; the first, only when somebody knows where the agent is", () => {
  assert.deepEqual(day("09:00").pending.map((each) => each.metres), [null, 0]);
});
