import assert from "node:assert/strict";
import { test } from "node:test";

import { planFor, reinserting, reordered, skipping, sorted, toSend } from "../../../static/js/capsule/day_plan.js";
import { move } from "../../../static/js/capsule/day_changes.js";
import { openPromises, promisedStops } from "../../../static/js/capsule/promises.js";
import { dayOf, placeWords } from "../../../static/js/capsule/today_stops.js";
import { doneOf, goalWords, weekDays } from "../../../static/js/capsule/week.js";

const stop = (id, position, more = {}) => ({ id, position, state: "pending", arrives_at: `2026-11-24T1${position}:00:00Z`, business: { id: `b${id}` }, ...more });
const STOPS = [stop("a", 1), stop("b", 2), stop("c", 3), stop("d", 4)];
const ROUTE = { id: "r1", stops: STOPS, plan: null };
const ids = (stops) => stops.map(({ id }) => id);
const NOBODY = { waiting: [], refused: [], troubled: [], gone: [] };

test("it works: a route without changes is walked as it came", () => {
  const plan = planFor(ROUTE, null);
  assert.deepEqual(ids(sorted(STOPS, plan).pending), ["a", "b", "c", "d"]);
  assert.equal(plan.is_by_hand, false);
});

test("another order, a skip and its return", () => {
  const day = sorted(STOPS, planFor(ROUTE, null));
  const moved = reordered(planFor(ROUTE, null), day, [STOPS[2], STOPS[0], STOPS[1], STOPS[3]]);
  const walked = sorted(STOPS, moved);
  assert.deepEqual(ids(walked.pending), ["c", "a", "b", "d"]);
  const without = skipping(moved, walked, walked.pending[1], { reason: "unsafe", at: "2026-11-24T12:00:00Z" });
  const shorter = sorted(STOPS, without);
  assert.deepEqual([ids(shorter.pending), ids(shorter.skipped)], [["c", "b", "d"], ["a"]]);
  assert.equal(shorter.skipped[0].skip.reason, "unsafe");
  const back = sorted(STOPS, reinserting(without, shorter, shorter.skipped[0], [shorter.pending[0], shorter.skipped[0], ...shorter.pending.slice(1)]));
  assert.deepEqual([ids(back.pending), ids(back.skipped)], [["c", "a", "b", "d"], []]);
});

test("a stop is in exactly one part of the day; a visit outweighs a skip", () => {
  const plan = { ...planFor(ROUTE, null), skipped: [{ stop: "a", reason: "no_time", at: "" }, { stop: "b", reason: "no_time", at: "" }] };
  const { done, pending, skipped } = sorted([{ ...STOPS[0], isDone: true }, ...STOPS.slice(1)], plan);
  assert.deepEqual([ids(done), ids(skipped), ids(pending)], [["a"], ["b"], ["c", "d"]]);
});

test("a stop that the manager adds later keeps its place after the one before it", () => {
  const plan = { ...planFor(ROUTE, null), order: ["d", "a", "b"] };
  assert.deepEqual(ids(sorted(STOPS, plan).pending), ["d", "a", "b", "c"]);
});

test("the latest word counts: this phone's, or the server's", () => {
  const said = (changed_at, order) => ({ route: "r1", order, skipped: [], changed_at });
  const route = { ...ROUTE, plan: said("2026-11-24T12:00:00Z", ["b", "a"]) };
  assert.deepEqual(planFor(route, said("2026-11-24T11:00:00Z", ["a"])).order, ["b", "a"]);
  assert.deepEqual(planFor(route, said("2026-11-24T13:00:00.5+00:00", ["a"])).order, ["a"]);
  assert.deepEqual(planFor(route, { ...said("2026-11-25T13:00:00Z", ["z"]), route: "of yesterday" }).order, ["b", "a"]);
});

test("what another phone skipped is out until somebody takes it in again", () => {
  const route = { ...ROUTE, stops: [{ ...STOPS[0], state: "skipped" }, ...STOPS.slice(1)] };
  assert.deepEqual(ids(sorted(route.stops, planFor(route, null)).skipped), ["a"]);
});

test("only what the server knows is sent", () => {
  const plan = { route: "r1", order: ["p:promise", "b", "a"], skipped: [{ stop: "a", reason: "", at: "" }, { stop: "b", reason: "other", at: "x" }], changed_at: "t", is_by_hand: true, told: "" };
  assert.deepEqual(toSend(plan, ROUTE), { order: ["b", "a"], skipped: [{ stop: "b", reason: "other", at: "x" }], changed_at: "t" });
});

test("a promise made at the door stands on the day's route, until it is kept", () => {
  const bundle = { generated_at: "2026-11-24T09:00:00Z", appointments: [{ business: "ba", due_at: "2026-11-24T15:00:00", purpose: "Fluxo de caixa" }] };
  const row = { id: "v1", name: "Oficina", businessId: "bb", finishedAt: "2026-11-24T13:00:00", promise: { dueAt: "2026-11-24T16:00:00", purpose: "", channel: "in_person" } };
  const records = { ...NOBODY, waiting: [row] };
  const on = "2026-11-24";
  const done = [{ ...STOPS[0] }, { ...STOPS[1], isDone: true }];
  const found = promisedStops(on, bundle, records, done, (id) => ({ id }));
  assert.deepEqual(found.map(({ business, is_fixed: fixed }) => [business.id, fixed]), [["bb", true]]); // the route has a stop for ba
  const kept = { ...records, gone: [{ id: "v2", businessId: "bb", finishedAt: "2026-11-24T17:00:00" }] };
  assert.deepEqual(openPromises(bundle, kept).map(({ business }) => business), ["ba"]);
});

for (const [finished, isNext] of [["09:00", true], ["15:00", false], ["15:20", false]]) {
  test(`a door that stayed closed at ${finished} is ${isNext ? "still to be gone to" : "not the next one again"} for the promise of 15:00`, () => {
    const [on, business] = ["2026-11-24", "ba"];
    const bundle = { generated_at: "2026-11-25T23:59:00Z", appointments: [{ business, due_at: `${on}T15:00:00`, purpose: "" }] };
    const gone = [{ id: "v1", businessId: business, outcome: "closed", finishedAt: `${on}T${finished}:00`, receivedAt: "2026-11-24T01:00:00Z" }];
    const stops = [{ ...STOPS[0], isDone: true }];
    assert.equal(promisedStops(on, bundle, { ...NOBODY, gone }, stops, (id) => ({ id })).length, Number(isNext));
    assert.equal(openPromises(bundle, { ...NOBODY, gone }).length, 1); // nobody was met
  });
}

test("the week counts what the server has not seen yet, once", () => {
  const bundle = { generated_at: "2026-11-24T12:00:00Z", week: { goal: 10, days: [{ on: "2026-11-23", planned: 7, done: 6 }, { on: "2026-11-24", planned: 7, done: 1 }] } };
  const records = { ...NOBODY, waiting: [{ finishedAt: "2026-11-24T12:30:00" }], gone: [{ finishedAt: "2026-11-24T11:00:00", receivedAt: "2026-11-24T11:30:00Z" }] };
  const days = weekDays(bundle, records, "2026-11-24");
  assert.deepEqual(days.map(({ done, isToday }) => [done, isToday]), [[6, false], [2, true]]);
  assert.equal(goalWords(doneOf(days), 10), "8 visitas feitas · faltam 2 para a meta de 10");
  assert.equal(goalWords(10, 10), "10 visitas feitas: a meta de 10 está cumprida");
  assert.equal(goalWords(1, null), "1 visita feita");
});

test("without a day on the phone the week is empty, whatever was sent", () => {
  assert.deepEqual(weekDays(null, { ...NOBODY, gone: [{ finishedAt: "2026-11-24T11:00:00", receivedAt: "2026-11-24T11:30:00Z" }] }, "2026-11-24"), []);
});

test("every screen counts the day as Hoje does: promises are stops, what was left out is none", () => {
  const [on, at] = ["2099-11-24", (hour) => new Date(`2099-11-24T${hour}:00`).toISOString()];
  const door = (id, position) => ({ id, position, state: "pending", arrives_at: at(`1${position}:00`), business: id });
  const bundle = {
    on, businesses: ["one", "out", "promised", "other"].map((id) => ({ id })), appointments: [{ business: "promised", due_at: at("18:00") }],
    route: { id: "r1", plan: { skipped: [{ stop: "out", reason: "no_time" }] }, stops: [door("one", 1), door("out", 2)] },
  };
  const day = dayOf({ bundle, records: { ...NOBODY, drafts: [] }, plan: null, territory: null, today: null });
  const words = [{ id: "one" }, { id: "promised" }, { id: "out" }, { id: "other" }, { id: null }].map((business) => placeWords(day, business));
  assert.deepEqual(words, ["Parada 1 de 2", "Parada 2 de 2", "Ficou para depois", "Fora da rota de hoje", "Fora da rota de hoje"]);
});

test("a change that would break a promise is refused, and it is said which one", async () => {
  const [day, at] = ["2099-11-24", (hour) => new Date(`2099-11-24T${hour}:00`).toISOString()];
  const place = { latitude: -7.2, longitude: -39.3 };
  const door = (id, position, window) => ({ id, position, state: "pending", arrives_at: at("14:00"), business: id, window });
  const app = {
    bundle: {
      on: day, businesses: ["early", "late", "free"].map((id) => ({ id, trade_name: `Loja ${id}`, ...place })),
      route: { id: "r1", starts_at: at("14:00"), plan: null, stops: [
        door("early", 1, { from: at("14:00"), to: at("14:10") }), door("late", 2, { from: at("14:30"), to: at("14:40") }), door("free", 3, null),
      ] },
    },
    records: { ...NOBODY, drafts: [] }, plan: null, territory: null, today: null, notify: (words) => (app.said = words),
  };
  await move(app, dayOf(app).pending[2], -1);
  assert.match(app.said, /a hora marcada das 14:30 em Loja late não daria/);
});
