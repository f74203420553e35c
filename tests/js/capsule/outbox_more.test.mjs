// The sending policy where an answer names its reason, and what sending does next (F16, F20, F21, F25).
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { drain, retryRefused } from "../../../static/js/capsule/outbox.js";
import { judge, retryAfter } from "../../../static/js/capsule/verdicts.js";
import { createPhone } from "./memory_store.mjs";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const ANA = { user: { id: "ana" }, csrf: "fresh", release: "7" };
let phone;
let calls;

const answer = (status, body, headers = {}) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
const receipt = (url) => {
  const id = url.split("/")[3];
  return answer(201, { id, sha256: `hash of sealed ${id}`, received_at: "2026-11-22T10:00:01Z", state: "received" });
};
const lost = () => {
  throw new TypeError("network");
};

const send = ({ reply = receipt, ...more } = {}) =>
  drain({
    store: phone, session: async () => ANA, hash: async (body) => `hash of ${body}`, now: () => NOW, random: () => 1, ...more,
    fetch: async (url, options) => {
      calls.push({ url, ...options });
      return reply(url, options);
    },
  });
const row = async (id) => (await phone.queue("ana")).find((each) => each.id === id);

beforeEach(() => {
  phone = createPhone();
  calls = [];
  phone.finish("a", 1);
  phone.finish("b", 2);
});

test("it works: sealed bytes go as what they are, plain ones as JSON", async () => {
  await phone.updateQueued("b", { body: '{"id":"b"}' });
  await send();
  assert.deepEqual(calls.map(({ headers }) => headers["Content-Type"]), ["application/jose", "application/json"]);
});

test("the screen can count: one of two, two of two, none", async () => {
  const said = [];
  await send({ onSending: (id, progress) => said.push([id, progress?.done, progress?.total]) });
  assert.deepEqual(said, [["a", 0, 2], ["b", 1, 2], ["", undefined, undefined]]);
});

test("what an older release refused is tried once more under a new one, and once only (F16)", async () => {
  const refuse = () => answer(422, { error: "invalid", message: "Falta." });
  await send({ reply: refuse });
  assert.equal((await row("a")).state, "attention");
  assert.equal(await retryRefused(phone, "ana", "7"), 0);
  assert.equal(await retryRefused(phone, "ana", "8"), 2);
  await send({ reply: refuse, session: async () => ({ ...ANA, release: "8" }) });
  assert.equal(await retryRefused(phone, "ana", "8"), 0);
  assert.equal(calls.length, 4);
});

test("a document on which the line breaks three times steps aside for the others", async () => {
  const breaksOnA = (url) => (url.includes("/a/") ? lost() : receipt(url));
  for (let round = 1; round <= 2; round += 1) {
    assert.equal((await send({ reply: breaksOnA, force: true })).stoppedBy, "network");
    assert.ok(await row("b"));
  }
  await send({ reply: breaksOnA, force: true });
  assert.equal(await row("b"), undefined);
  assert.equal((await row("a")).tries, 1);
});

test("a stale token waits for the next round instead of asking for the login (F24)", async () => {
  assert.equal((await send({ reply: () => answer(403, { error: "csrf" }) })).stoppedBy, "busy");
});

test("a visit that the server gives to somebody else waits for a person and holds nobody up", async () => {
  await send({ reply: (url) => (url.includes("/a/") ? answer(403, { error: "author", message: "É de outra pessoa." }) : receipt(url)) });
  assert.equal((await row("a")).state, "attention");
  assert.equal(await row("b"), undefined);
});

test("being sent elsewhere is a portal's way", () => {
  assert.deepEqual(judge(0, null, {}, ""), { fate: "pause", because: "portal" });
});

test("a long document gets the time that a slow line needs (F25)", async () => {
  await phone.updateQueued("a", { body: "x".repeat(200_000) });
  await send({ hash: async () => "hash", reply: (url) => answer(201, { id: url.split("/")[3], sha256: "hash", received_at: "2026-11-22T10:00:01Z" }) });
  assert.ok(calls[0].timeout >= 400_000 && calls[1].timeout < 21_000);
});

test("Retry-After in seconds or as a date, at most an hour, nonsense ignored", () => {
  assert.equal(retryAfter("90", NOW), 90_000);
  assert.equal(retryAfter("Sun, 22 Nov 2026 10:02:00 GMT", NOW), 120_000);
  assert.equal(retryAfter("999999", NOW), 3_600_000);
  for (const nonsense of [null, "", "soon", "-5", "Sun, 22 Nov 2020 10:00:00 GMT"]) assert.equal(retryAfter(nonsense, NOW), 0);
});
