// One phone in several hands: what the server lost is sent again for each, and nobody is signed out in another's place (F17, F37).
import assert from "node:assert/strict";
import { test } from "node:test";

import { noticeRestore } from "../../../static/js/capsule/reconcile.js";
import { parse } from "../../../static/js/capsule/router.js";
import { finishLeaving } from "../../../static/js/capsule/session.js";

function phone(sent = [], photos = []) {
  const notes = new Map();
  return {
    requeued: [],
    photos: async (userId) => photos.filter((row) => row.userId === userId),
    updatePhoto: async (id, changes) => Object.assign(photos.find((row) => row.id === id), changes),
    meta: async (key) => notes.get(key),
    setMeta: async (key, value) => notes.set(key, value),
    sent: async (userId) => sent.filter((row) => row.userId === userId),
    forgetSent: async () => {},
    async requeue(rows) {
      this.requeued.push(...rows.map(({ id }) => id));
    },
  };
}

const says = (id, epoch) => ({ user: { id }, epoch, now: "2026-11-22T10:00:00Z" });

test("after a restore each person's visits go again when that person is back (F17)", async () => {
  const receivedAt = "2026-11-21T10:00:00Z";
  const photos = [{ id: "fa", userId: "ana", state: "sent" }, { id: "fb", userId: "bia", state: "draft" }];
  const store = phone([{ id: "a", userId: "ana", receivedAt }, { id: "b", userId: "bia", receivedAt }], photos);
  for (const id of ["ana", "bia"]) await noticeRestore(store, says(id, "1"));
  assert.deepEqual(store.requeued, []);
  assert.equal(photos[0].state, "sent");
  for (const id of ["bia", "bia", "ana"]) await noticeRestore(store, says(id, "2"));
  assert.deepEqual(store.requeued, ["b", "a"]);
  assert.deepEqual(photos.map(({ state }) => state), ["waiting", "draft"]);
});

for (const { who, posts, what } of [
  { who: "ana", posts: 1, what: "who left without internet is signed out later" },
  { who: "bia", posts: 0, what: "who signed in meanwhile stays signed in" },
]) {
  test(`${what} (F17)`, async (context) => {
    const asked = [];
    context.mock.method(globalThis, "fetch", async (path, { method = "GET" }) => {
      asked.push(method);
      return Response.json({ user: { id: who }, csrf: "x" });
    });
    const store = phone();
    await store.setMeta("leaving", "ana");
    assert.equal(await finishLeaving(store), true);
    assert.equal(asked.filter((method) => method === "POST").length, posts);
    assert.equal(await finishLeaving(store), true);
    assert.equal(asked.length, 1 + posts);
  });
}

test("an address that was cut or made up is no error", () => {
  assert.equal(parse("#/%E0%A4%A").name, "%E0%A4%A");
  assert.deepEqual(parse("#/visita/a%20b/chegada").id, "a b");
});
