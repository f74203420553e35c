// The rescue file: everything that waits, sealed, with a name that tells nothing.
import "../vendor/fake-indexeddb.mjs";
import assert from "node:assert/strict";
import { test } from "node:test";

import { rescueName, rescueOf } from "../../../static/js/capsule/rescue.js";

globalThis.document = { querySelector: () => ({ content: "v1" }) };
const SEAL = { ...(await crypto.subtle.exportKey("jwk", (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"])).publicKey)), kid: "k1" };

const store = ({ lock = "open", photos = [] } = {}) => {
  const meta = { device: "d1", sealKey: SEAL };
  return {
    meta: async (key) => meta[key],
    setMeta: async (key, value) => void (meta[key] = value),
    vault: { stateOf: async () => lock },
    everyQueued: async () => [
      { id: "a", userId: "ana", sequence: 1, finishedAt: "2026-11-22T10:00:00Z", body: "sealed.a", card: { secret: 1 }, problem: "" },
      { id: "b", userId: "davi", sequence: 2, finishedAt: "2026-11-22T11:00:00Z", body: "sealed.b" },
    ],
    drafts: async () => [{ id: "c", business: { trade_name: "Bar do Nonato" } }],
    everyPhoto: async () => photos,
  };
};

test("it works: everybody's waiting visits go along, as they lie here", async () => {
  const made = await rescueOf(store(), "ana", new Date("2026-11-22T13:00:00Z"));
  assert.deepEqual(made.visits, [
    { id: "a", user: "ana", sequence: 1, finished_at: "2026-11-22T10:00:00Z", body: "sealed.a" },
    { id: "b", user: "davi", sequence: 2, finished_at: "2026-11-22T11:00:00Z", body: "sealed.b" },
  ]);
  assert.equal(made.format, "rota-ativa-resgate");
  assert.equal(made.device_id, "d1");
});

test("drafts of the open phone are sealed to the server: no name is to be read", async () => {
  const made = await rescueOf(store(), "ana");
  assert.equal(made.drafts.length, 1);
  assert.equal(made.drafts[0].body.split(".").length, 5);
  assert.ok(!JSON.stringify(made).includes("Nonato"));
});

test("a locked phone, or nobody, gives the visits and no drafts", async () => {
  assert.deepEqual((await rescueOf(store({ lock: "locked" }), "ana")).drafts, []);
  assert.equal((await rescueOf(store(), undefined)).visits.length, 2);
});

test("waiting photos go along as long as the file stays small enough to send on", async () => {
  const photo = (id, bytes, state = "waiting") => ({ id, visitId: "a", sha256: "f".repeat(64), bytes, state, blob: new Uint8Array([251, 255]) });
  const { photos } = await rescueOf(store({ photos: [photo("1", 9e6), photo("2", 9e6), photo("3", 9e6), photo("4", 10, "sent")] }), "ana");
  assert.equal(photos.length, 2);
  assert.deepEqual(photos[0], { visit_id: "a", sha256: "f".repeat(64), blob: "-_8=" });
});

test("the name of the file tells when, and nothing of anybody", () => {
  assert.equal(rescueName(new Date(2026, 10, 2, 7, 5)), "rota-ativa-copia-2026-11-02-0705.json");
});
