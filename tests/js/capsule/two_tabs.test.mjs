// One visit in two tabs (F12, F13).
import "../vendor/fake-indexeddb.mjs";
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";

import { newDraft } from "../../../static/js/capsule/draft.js";
import { openStore } from "../../../static/js/capsule/store.js";
import { openFor } from "../phone.mjs";

const CONTENT = { instrument: null, others: [], tools: [], journeys: [], notice: null };
const PHOTO = { sha256: "a".repeat(64), key: "k", iv: "i", bytes: 9, taken_at: "2026-11-20T13:05:00Z", what: "facade" };

globalThis.document ??= Object.assign(new EventTarget(), { querySelector: () => null, hidden: false });
globalThis.location ??= { hash: "" };
const { finishVisit } = await import("../../../static/js/capsule/finish.js");
const { finishVisit: finishInOtherTab } = await import("../../../static/js/capsule/finish.js?other");
const { deviceId } = await import("../../../static/js/capsule/device.js");
const { openVisit } = await import("../../../static/js/capsule/visit_screen.js");

let store;
let draft;
let count = 0;
after(() => setImmediate(process.exit)); // the channel between tabs would keep the process

beforeEach(async () => {
  store = await openFor(await openStore(`two-tabs-${(count += 1)}`), "ana");
  draft = { ...newDraft({ userId: "ana", business: { id: "b1", trade_name: "Salão" } }), outcome: "closed", photos: { p1: PHOTO } };
  await store.startDraft(draft, CONTENT);
});

const tab = (its = store) => ({
  store: its, user: { id: "ana" }, saved: {}, hush: () => {}, load: async () => {}, render: () => {}, sync: { send: () => {} },
  saver: { flush: async () => {}, pending: () => ({}), change: () => {} }, router: { replace: () => {} },
});

test("finished in both at once: one visit, and its photo is on its way", async () => {
  await store.addPhoto({ id: "p1", userId: "ana", visitId: draft.id, sha256: PHOTO.sha256, state: "draft" });
  const finish = async (...given) => {
    await finishInOtherTab({ app: tab(), draft, content: CONTENT });
    return store.finish(...given);
  };
  assert.deepEqual(await finishVisit({ app: tab({ ...store, finish }), draft, content: CONTENT }), []);
  assert.equal((await store.queue("ana")).length, 1);
  assert.deepEqual((await store.photos("ana")).map(({ state }) => state), ["waiting"]);
});

test("a tab that has left a visit stays where it is, whatever another one does with it", async () => {
  const asked = [];
  const app = tab({ ...store, draft: async (id) => asked.push(id) && { ...draft, id } });
  const screen = await openVisit(app, { name: "visita/fotos", id: draft.id, query: {} }, async () => () => {}, "");
  const [finishing, third] = [1, 2].map(() => new BroadcastChannel("rota-ativa-rascunhos"));
  const heard = () => new Promise((resolve) => (third.onmessage = resolve));
  for (const stays of [true, false]) {
    if (!stays) screen.leave();
    finishing.postMessage(draft.id);
    await heard();
    await store.draft(draft.id); // all tabs have heard it by now
  }
  assert.deepEqual(asked, [draft.id, draft.id]); // opened, and heard of once
});

for (const [found, noted] of [[[1, 2], []], [[1, 1], ["lostNote"]]]) {
  test(`two visits were counted and ${found.at(-1)} found: ${noted.length ? "one is gone, and it is said (F06)" : "another tab has just concluded it"}`, async () => {
    const [left, said] = [[...found], []];
    globalThis.localStorage = { getItem: () => "2", setItem: () => {} };
    await deviceId({ meta: async (key) => (key === "sequence" ? left.shift() : "d1"), setMeta: async (key) => said.push(key) });
    delete globalThis.localStorage;
    assert.deepEqual(said, noted);
  });
}
