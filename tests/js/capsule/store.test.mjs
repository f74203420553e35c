import "../vendor/fake-indexeddb.mjs";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { noticeRestore } from "../../../static/js/capsule/reconcile.js";
import { openStore } from "../../../static/js/capsule/store.js";
import { openFor } from "../phone.mjs";

const DRAFT = { id: "v1", userId: "ana", answers: {}, notes: "" };
const row = (id, userId = "ana") => ({ id, userId, state: "device", body: "{}", sequence: 1 });
let store;
let count = 0;

beforeEach(async () => {
  store = await openStore(`store-${(count += 1)}`);
  await openFor(store, "ana");
});

test("it works: what is written is read back", async () => {
  await store.startDraft(DRAFT, { notice: null });
  assert.deepEqual(await store.draft("v1"), DRAFT);
  assert.deepEqual(await store.content("v1"), { notice: null });
});

test("how old a sealed record is can be known without opening it, and goes with it", async () => {
  assert.equal(await store.recordedAt("ana", "territory"), 0);
  await store.saveRecord("ana", "territory", { businesses: [] });
  store.vault.lock();
  assert.ok(Date.now() - (await store.recordedAt("ana", "territory")) < 60_000);
  await store.wipe("ana");
  assert.equal(await store.recordedAt("ana", "territory"), 0);
});

test("every write asks for a real flush (F02)", async () => {
  const asked = [];
  const original = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function transaction(names, mode, options) {
    if (mode === "readwrite") asked.push(options?.durability);
    return original.call(this, names, mode, options);
  };
  try {
    await store.setMeta("user", { id: "ana" });
    await store.saveDay("ana", {});
    await store.startDraft(DRAFT, {});
    await store.patchDraft("v1", { notes: "oi" });
    await store.finish("v1", (draft, sequence) => ({ ...row("v1"), sequence }));
    await store.updateQueued("v1", { tries: 1 });
    await store.receive("v1", { received_at: "2026-11-20T13:00:00Z", state: "received" });
    await store.updateSent("v1", { state: "registered" });
    await store.forgetSent("ana", ["v1"]);
  } finally {
    IDBDatabase.prototype.transaction = original;
  }
  assert.equal(asked.length, 9);
  assert.deepEqual([...new Set(asked)], ["strict"]);
});

test("two tabs answering different questions keep both answers", async () => {
  await store.startDraft(DRAFT, {});
  await Promise.all([store.patchDraft("v1", { "answers.a": "sim" }), store.patchDraft("v1", { "answers.b": "não" })]);
  assert.deepEqual((await store.draft("v1")).answers, { a: "sim", b: "não" });
});

test("finishing moves the draft to the outbox and numbers it", async () => {
  await store.startDraft(DRAFT, {});
  await store.finish("v1", (draft, sequence) => ({ ...row(draft.id), sequence }));
  assert.equal(await store.draft("v1"), undefined);
  assert.equal(await store.content("v1"), undefined);
  assert.equal((await store.queue("ana"))[0].sequence, 1);
});

test("finishing twice queues once (F13)", async () => {
  await store.startDraft(DRAFT, {});
  const finish = () => store.finish("v1", (draft, sequence) => ({ ...row(draft.id), sequence }));
  await Promise.all([finish(), finish()]);
  assert.equal((await store.queue("ana")).length, 1);
  assert.equal(await store.meta("sequence"), 1);
});

for (const [what, kind] of [["put", "outbox"], ["put", "meta"], ["delete", "drafts"]]) {
  test(`a crash at the ${what} in ${kind} while finishing leaves the draft whole (F03)`, async () => {
    await store.startDraft(DRAFT, { notice: null });
    const original = IDBObjectStore.prototype[what];
    IDBObjectStore.prototype[what] = function crash(...given) {
      if (this.name === kind) throw new Error("killed");
      return original.apply(this, given);
    };
    try {
      await assert.rejects(store.finish("v1", () => row("v1")), /killed/);
    } finally {
      IDBObjectStore.prototype[what] = original;
    }
    assert.deepEqual([await store.draft("v1"), await store.content("v1")], [DRAFT, { notice: null }]);
    assert.deepEqual([await store.queueSize(), await store.meta("sequence")], [0, undefined]);
  });
}

test("a receipt takes the place of the queued row, in one step", async () => {
  await store.startDraft(DRAFT, {});
  await store.finish("v1", () => row("v1"));
  await store.receive("v1", { received_at: "2026-11-20T13:00:00Z", state: "received" });
  assert.equal((await store.queue("ana")).length, 0);
  assert.equal((await store.sent("ana"))[0].state, "received");
});

test("another person's visits are kept and not listed (F17)", async () => {
  await store.startDraft(DRAFT, {});
  await store.finish("v1", () => row("v1"));
  assert.deepEqual(await store.queue("davi"), []);
  assert.equal(await store.queueSize(), 1);
});

test("after a restore of the server sent visits go back to the queue", async () => {
  await store.startDraft(DRAFT, {});
  await store.finish("v1", () => row("v1"));
  await store.receive("v1", { received_at: "2026-11-20T13:00:00Z", state: "received" });
  const [before] = await store.sent("ana");
  await store.requeue([before]);
  const [again] = await store.queue("ana");
  assert.equal(again.state, "device");
  assert.equal(again.body, before.body);
  assert.equal((await store.sent("ana")).length, 0);
});

test("an old visit that two tabs let go of at the same moment is counted once (I8)", async () => {
  for (const id of ["v1", "v2"]) {
    await store.startDraft({ ...DRAFT, id }, {});
    await store.finish(id, (draft, sequence) => ({ ...row(id), sequence }));
    await store.receive(id, { received_at: "2026-09-20T13:00:00Z", state: "registered" });
  }
  const says = { user: { id: "ana" }, epoch: "1", now: "2026-11-22T10:00:00Z" };
  await Promise.all([noticeRestore(store, says), noticeRestore(store, says)]);
  assert.equal((await store.sent("ana")).length, 0);
  assert.equal(await store.meta("older:ana"), 2);
});
