// A phone without room (F04): what can be fetched again is left out, and everything else goes on.
import assert from "node:assert/strict";
import { after, test } from "node:test";

import { refreshDay } from "../../../static/js/capsule/day.js";
import { catchUp } from "../../../static/js/capsule/fresh.js";
import { createSync } from "../../../static/js/capsule/sync.js";

const USER = { id: "ana", name: "Ana Lima", role: "agent" };
const ANSWERS = {
  "/api/session/": { user: USER, csrf: "x", epoch: "1", now: "2026-11-24T12:00:00Z" },
  "/api/day/": { agent: USER, businesses: [] },
  "/api/device/": { ok: true },
  "/api/territory/": { fields: ["id", "cnpj", "legal_name"], businesses: [] },
};
const locks = { request: async (name, how, work) => work({}) };
Object.defineProperty(globalThis, "navigator", { value: { onLine: true, locks }, configurable: true });
globalThis.document = { querySelector: () => null, hidden: false };
after(() => setImmediate(process.exit)); // the channel between tabs would keep the process

const full = async () => {
  throw Object.assign(new Error("full"), { name: "QuotaExceededError" });
};

function server({ mock }) {
  const asked = [];
  mock.method(console, "error", () => {});
  mock.method(globalThis, "fetch", async (path) => {
    asked.push(path);
    return Response.json(ANSWERS[path]);
  });
  return asked;
}

function phone() {
  const notes = new Map([["user", USER], ["device", "d1"]]);
  return {
    meta: async (key) => notes.get(key), setMeta: async (key, value) => notes.set(key, value),
    queue: async () => [], sent: async () => [], saveDay: full, vault: { contact: async () => {} },
  };
}

test("a day that finds no room leaves the one that is there", async (context) => {
  const asked = server(context);
  await refreshDay(phone(), USER);
  assert.deepEqual(asked, ["/api/day/"]);
});

test("one part of a round that finds no room doesn't take the others with it", async (context) => {
  const asked = server(context);
  const done = [];
  const sync = createSync({ store: phone(), onChange: () => {}, extras: [full, async () => done.push("photos")] });
  await sync.send(true);
  assert.deepEqual([done, asked], [["photos"], ["/api/session/", "/api/device/"]]);
});

test("a territory that finds no room doesn't keep photos that arrived long ago, which would make some", async (context) => {
  server(context);
  const gone = [];
  const sent = { id: "p1", visitId: "v1", state: "sent", sentAt: "2026-09-20T13:00:00Z" };
  const store = {
    ...phone(), record: async () => undefined, recordedAt: async () => 0, saveRecord: full, vault: { isOpenFor: () => true },
    photos: async () => [sent], dropPhotos: async (ids) => gone.push(...ids),
  };
  await catchUp({ store, user: USER, lock: "open", bundle: {}, refresh: async () => {} });
  assert.deepEqual(gone, ["p1"]);
});
