import "../vendor/fake-indexeddb.mjs";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { drain, nextWake, retryRefused, waitFor } from "../../../static/js/capsule/outbox.js";
import { openStore } from "../../../static/js/capsule/store.js";
import { openFor } from "../phone.mjs";
import { judge, retryAfter } from "../../../static/js/capsule/verdicts.js";

const NOW = Date.parse("2026-11-20T13:00:00Z");
const ANA = { user: { id: "ana" }, csrf: "fresh" };
let store;
let calls;
let count = 0;

const answer = (status, body, headers = {}) => () =>
  new Response(typeof body === "string" ? body : JSON.stringify(body), {
    status,
    headers: { "Content-Type": typeof body === "string" ? "text/html" : "application/json", ...headers },
  });
const receipt = (url) => {
  const id = url.split("/")[3];
  return answer(201, { id, sha256: `hash of ${id}`, received_at: "2026-11-20T13:00:01Z", state: "received", epoch: "1" })();
};

async function queue(id, { userId = "ana", sequence = 1, ...more } = {}) {
  await store.startDraft({ id, userId }, {});
  await store.finish(id, () => ({ id, userId, sequence, state: "device", body: id, tries: 0, nextTryAt: "", problem: "", ...more }));
}

/** A sealed visit says its number in the open. */
const idIn = (body) => JSON.parse(Buffer.from(body.split(".")[0], "base64url")).id;

const send = ({ fetch = receipt, who = ANA, ...more } = {}) =>
  drain({
    store,
    session: async () => who,
    fetch: async (url, options) => {
      calls.push({ url, ...options });
      return fetch(url, options);
    },
    hash: async (body) => `hash of ${idIn(body)}`,
    now: () => NOW,
    random: () => 1,
    ...more,
  });

beforeEach(async () => {
  store = await openFor(await openStore(`outbox-${(count += 1)}`), "ana");
  calls = [];
  await store.setMeta("user", { id: "ana" });
});

test("it works: oldest first, one by one, with the fresh token, and each ends in sent", async () => {
  await queue("b", { sequence: 2 });
  await queue("a", { sequence: 1 });
  const outcome = await send();
  assert.deepEqual(outcome, { sent: 2, stoppedBy: "" });
  assert.deepEqual(calls.map(({ url }) => url), ["/api/visits/a/", "/api/visits/b/"]);
  assert.equal(calls[0].method, "PUT");
  assert.equal(calls[0].headers["X-CSRFToken"], "fresh");
  assert.equal(idIn(calls[0].body), "a");
  assert.equal(calls[0].headers["Content-Type"], "application/jose");
  assert.equal((await store.sent("ana")).length, 2);
});

test("nothing waiting asks nobody", async () => {
  await send({ who: null });
  assert.deepEqual(calls, []);
});

for (const status of [401, 403]) {
  test(`${status} stops and asks for the login; the queue stays (F24)`, async () => {
    await queue("a");
    await queue("b", { sequence: 2 });
    const outcome = await send({ fetch: answer(status, { error: "login" }) });
    assert.equal(outcome.stoppedBy, "login");
    assert.equal(calls.length, 1);
    assert.equal((await store.queue("ana")).length, 2);
  });
}

test("an expired session sends nothing", async () => {
  await queue("a");
  assert.equal((await send({ who: { user: null, csrf: "x" } })).stoppedBy, "login");
  assert.deepEqual(calls, []);
});

test("another person's queue is never sent under this name (F17)", async () => {
  await queue("a");
  await send({ who: { user: { id: "davi" }, csrf: "x" } });
  assert.deepEqual(calls, []);
  assert.equal((await store.queue("ana")).length, 1);
});

for (const status of [400, 409, 413, 415, 422]) {
  test(`${status} asks for attention with its reason, and the next one goes`, async () => {
    await queue("a");
    await queue("b", { sequence: 2 });
    const refuse = answer(status, { error: "x", message: "Falta o nome." });
    await send({ fetch: (url) => (url.includes("/a/") ? refuse() : receipt(url)) });
    const [parked] = await store.queue("ana");
    assert.equal(parked.state, "attention");
    assert.equal(parked.problem, "Falta o nome.");
    assert.equal((await store.sent("ana"))[0].id, "b");
    await send();
    assert.equal(calls.length, 2); // not sent again by itself
  });
}

test("500 waits its turn and doesn't hold the others up", async () => {
  await queue("a");
  await queue("b", { sequence: 2 });
  await send({ fetch: (url) => (url.includes("/a/") ? answer(500, "<h1>oops</h1>")() : receipt(url)) });
  const [waiting] = await store.queue("ana");
  assert.equal(waiting.tries, 1);
  assert.equal(Date.parse(waiting.nextTryAt), NOW + 4_000);
  assert.equal((await store.sent("ana")).length, 1);
});

test("no answer pauses everything, and the next try is written down", async () => {
  await queue("a");
  await queue("b", { sequence: 2 });
  const outcome = await send({ fetch: async () => { throw new TypeError("network"); } });
  assert.equal(outcome.stoppedBy, "network");
  assert.equal(calls.length, 1);
  assert.equal(Date.parse((await store.meta("pause")).until), NOW + 4_000);
  await send();
  assert.equal(calls.length, 1); // not before its time
  await send({ force: true });
  assert.equal(calls.length, 3); // unless somebody asks
  assert.equal(await store.meta("pause"), null);
});

test("503 obeys Retry-After", async () => {
  await queue("a");
  await send({ fetch: answer(503, { error: "unavailable" }, { "Retry-After": "60" }) });
  assert.equal(Date.parse((await store.meta("pause")).until), NOW + 60_000);
});

test("a captive portal's 200 is no receipt (F23)", async () => {
  await queue("a");
  for (const portal of [answer(200, "<html>Bem-vindo ao Wi-Fi</html>"), answer(200, { id: "a", sha256: "other", received_at: "x" })]) {
    assert.equal((await send({ fetch: portal, force: true })).stoppedBy, "portal");
  }
  assert.equal((await store.queue("ana")).length, 1);
});

test("the wait doubles up to fifteen minutes, with full jitter", () => {
  assert.equal(waitFor(1, () => 1), 4_000);
  assert.equal(waitFor(30, () => 1), 900_000);
  assert.equal(waitFor(30, () => 0.5), 450_000);
  assert.equal(waitFor(1, () => 0), 1_000);
});

test("a body cut on its way is sent again", () => {
  assert.equal(judge(400, { error: "cut_off" }, {}, "").fate, "retry");
});

test("the next wake-up is the earliest row's, not before the pause ends", () => {
  const rows = [{ state: "device", nextTryAt: "" }, { state: "attention" }];
  assert.equal(nextWake([], null, NOW), null);
  assert.equal(nextWake(rows, null, NOW), 0);
  assert.equal(nextWake(rows, { until: new Date(NOW + 5_000).toISOString() }, NOW), 5_000);
});
