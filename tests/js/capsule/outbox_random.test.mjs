// Random sequences of answers over the sending policy: no visit is ever lost, doubled or believed sent when it is not.
import assert from "node:assert/strict";
import test from "node:test";

import { drain, nextWake, retryRefused } from "../../../static/js/capsule/outbox.js";
import { createPhone } from "./memory_store.mjs";

const VISITS = 12;
const ROUNDS = 60;
const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1);

/** A small generator with a seed, so that a failure can be played again (mulberry32). */
function dice(seed) {
  let state = seed;
  const chance = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { chance, of: (list) => list[Math.floor(chance() * list.length)] };
}

const json = (status, body, headers = {}) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
const html = (status) => new Response("<h1>Bem-vindo</h1>", { status, headers: { "Content-Type": "text/html" } });

/** The server and everything that can happen to one request on its way there and back. */
function createServer(random) {
  const rows = new Map(); // id → bytes; committed once, whatever comes again
  let puts = 0;
  const commit = (id, body) => {
    if (!rows.has(id)) rows.set(id, body);
    const isSame = rows.get(id) === body;
    return isSame ? json(201, { id, sha256: `hash of ${body}`, received_at: "2026-11-22T10:00:00Z", state: "received" }) : json(409, { error: "conflict", message: "Outra." });
  };
  const lost = () => {
    throw new TypeError("network");
  };
  const ways = {
    works: commit,
    "never arrives": lost,
    "answer lost after commit": (id, body) => commit(id, body) && lost(),
    "500 after commit": (id, body) => commit(id, body) && html(500),
    "cut on its way": () => json(400, { error: "cut_off", message: "Pela metade." }),
    "a portal": () => html(200),
    "a portal with JSON": (id) => json(200, { id, welcome: true }),
    "somebody else's receipt": () => json(200, { id: "other", sha256: "x", received_at: "x" }),
    "an answer that breaks off": () => new Response('{"id": "', { status: 201, headers: { "Content-Type": "application/json" } }),
    busy: () => json(503, { error: "unavailable" }, { "Retry-After": "30" }),
    "session over": () => json(401, { error: "login" }),
    "stale token": () => json(403, { error: "csrf" }),
    "an old release refuses": () => json(422, { error: "invalid", message: "Falta." }),
  };
  const fetch = async (url, { body }) => {
    puts += 1;
    return ways[random.of(Object.keys(ways))](url.split("/")[3], body);
  };
  return { rows, fetch, heal: async (url, { body }) => commit(url.split("/")[3], body), puts: () => puts };
}

function check(phone, server, made, seed) {
  const where = [...phone.outbox.keys(), ...phone.sent.keys()].sort();
  assert.deepEqual(where, [...made].sort(), `seed ${seed}: each visit is in one place, none is gone (I8)`);
  for (const [id, row] of phone.sent) assert.equal(server.rows.get(id), row.body, `seed ${seed}: believed sent, and not there (I2)`);
  for (const [id, body] of server.rows) assert.equal(body, `sealed ${id}`, `seed ${seed}: the same bytes, always (I3)`);
}

async function live(seed) {
  const random = dice(seed);
  const [phone, server, made] = [createPhone(), createServer(random), []];
  let now = Date.parse("2026-11-22T10:00:00Z");
  let release = 1;
  const round = (fetch, who) =>
    drain({ store: phone, fetch, hash: async (body) => `hash of ${body}`, session: async () => who, now: () => now, random: random.chance, force: random.chance() < 0.3 });
  for (let step = 0; step < ROUNDS; step += 1) {
    if (made.length < VISITS && random.chance() < 0.4) {
      made.push(`v${made.length}`);
      phone.finish(made.at(-1), made.length);
    }
    if (random.chance() < 0.1) await retryRefused(phone, "ana", String((release += 1)));
    const who = random.of([{ user: { id: "ana" }, csrf: "t", release: String(release) }, { user: null, csrf: "t" }, null, { user: { id: "davi" }, csrf: "t" }]);
    await round(server.fetch, who);
    check(phone, server, made, seed);
    now += Math.floor(random.chance() * 20 * 60_000);
  }
  return { phone, server, made, now, release };
}

/** The network heals, a new release takes what was refused: nothing needs a tap, waking up when due is enough. */
async function heal({ phone, server, made, now, release }, seed) {
  await retryRefused(phone, "ana", String(release + 1));
  let at = now;
  for (let step = 0; step < 100 && phone.outbox.size; step += 1) {
    at += nextWake(await phone.queue("ana"), await phone.meta("pause"), at);
    await drain({ store: phone, fetch: server.heal, hash: async (body) => `hash of ${body}`, session: async () => ({ user: { id: "ana" }, csrf: "t" }), now: () => at });
  }
  assert.equal(phone.sent.size, made.length, `seed ${seed}: everything arrives in the end`);
  assert.ok(at - now < 60 * 60_000, `seed ${seed}: within an hour, by itself`);
}

test("60 lives of a phone under random faults lose nothing, double nothing, and end with everything sent", async () => {
  let puts = 0;
  for (const seed of SEEDS) {
    const life = await live(seed);
    await heal(life, seed);
    check(life.phone, life.server, life.made, seed);
    puts += life.server.puts();
  }
  assert.ok(puts > 1_000, `only ${puts} requests: the faults were not met`);
});
