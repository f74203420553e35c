import "../vendor/fake-indexeddb.mjs";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { openStore } from "../../../static/js/capsule/store.js";
import { openSchema } from "../../../static/js/capsule/store_schema.js";
import { unwrapped } from "../../../static/js/capsule/vault/keys.js";
import { newDataKey, putInEscrow, unreadable } from "../../../static/js/capsule/vault/new_keys.js";
import { pinProblem } from "../../../static/js/capsule/vault/easy_pins.js";
import { keyOfPin } from "../../../static/js/capsule/vault/pin.js";
import { FEW, openFor, PIN } from "../phone.mjs";

const HOUR = 3_600_000;
const DRAFT = { id: "v1", userId: "ana", answers: {}, notes: "Dona Nena" };
let now;
let store;
let count = 0;

beforeEach(async () => {
  now = Date.parse("2026-11-20T13:00:00Z");
  store = await openFor(await openStore(`vault-${(count += 1)}`, () => {}, () => now), "ana");
  await store.startDraft(DRAFT, {});
});

const wrong = () => store.vault.open("ana", "000001");

/** The data key, as the server gives it back out of escrow: here the test is the server. */
async function keyOfAna() {
  const raw = await newDataKey();
  return { raw, escrow: await putInEscrow(raw, { userId: "ana", deviceId: "d1", sealKey: await store.meta("sealKey") }) };
}

test("it works: locked, what is written can't be read; the PIN opens it again", async () => {
  store.vault.lock();
  assert.equal(await store.vault.stateOf("ana"), "locked");
  await assert.rejects(store.draft("v1"), { name: "Locked" });
  await assert.rejects(store.patchDraft("v1", { notes: "x" }), { name: "Locked" });
  assert.deepEqual([await store.drafts("ana"), await store.draftCount("ana"), await store.day("ana")], [[], 1, undefined]);
  assert.deepEqual(await store.vault.open("ana", PIN), { state: "open", isRight: true, left: 5 });
  assert.deepEqual(await store.draft("v1"), DRAFT);
});

test("neither key can be read out: the browser's own never, the data key not while it is in use", async () => {
  const { pin, device } = await store.vault.rowOf("ana");
  const held = await unreadable(await newDataKey());
  const again = await unwrapped(pin, await keyOfPin(PIN, pin.salt, pin.rounds), device);
  for (const key of [device, held, again]) await assert.rejects(crypto.subtle.exportKey("raw", key), /extractable/);
});

test("the PIN costs 600,000 rounds in the product", async () => {
  const other = await openStore(`vault-${(count += 1)}`);
  await other.vault.create("ana", PIN, { deviceId: "d1", sealKey: await store.meta("sealKey") });
  assert.equal((await other.vault.rowOf("ana")).pin.rounds, 600_000);
});

test("a wrong PIN says how many tries are left; the right one gives them back", async () => {
  assert.deepEqual(await wrong(), { state: "open", isRight: false, left: 4 }); // it was open before; this try opened nothing
  store.vault.lock();
  assert.deepEqual(await wrong(), { state: "locked", isRight: false, left: 3 });
  await store.vault.open("ana", PIN);
  store.vault.lock();
  assert.equal((await wrong()).left, 4);
});

test("the fifth wrong PIN drops the way in, and the right one comes too late", async () => {
  store.vault.lock();
  for (const left of [4, 3, 2, 1]) assert.deepEqual(await wrong(), { state: "locked", isRight: false, left });
  assert.deepEqual(await wrong(), { state: "sealed", isRight: false, left: 0 });
  const { pin, device, why } = await store.vault.rowOf("ana");
  assert.deepEqual({ pin, device, why }, { pin: null, device: null, why: "tries" });
  assert.equal((await store.vault.open("ana", PIN)).state, "sealed");
  assert.equal(await store.draftCount("ana"), 1);
});

test("tries at the same moment, in many tabs, are counted each", async () => {
  store.vault.lock();
  await Promise.all(Array.from({ length: 6 }, wrong));
  assert.equal(await store.vault.stateOf("ana"), "sealed");
});

test("with five tries under way in other tabs, the right PIN is a sixth: it opens nothing", async () => {
  store.vault.lock();
  const tries = await Promise.all(["000001", "000002", "000003", "000004", "000005", PIN].map((pin) => store.vault.open("ana", pin)));
  assert.deepEqual(tries.map(({ isRight }) => isRight), Array(6).fill(false));
  assert.equal(await store.vault.stateOf("ana"), "sealed");
});

test("without contact for 72 h the PIN is over; with it the time begins anew", async () => {
  now += 71 * HOUR;
  await store.vault.contact("ana");
  now += 71 * HOUR;
  store.vault.lock();
  assert.equal((await store.vault.open("ana", PIN)).state, "open");
  now += 2 * HOUR;
  store.vault.lock();
  assert.equal((await store.vault.open("ana", PIN)).state, "sealed");
  assert.equal((await store.vault.rowOf("ana")).why, "expired");
});

test("a clock that goes back gives no time", async () => {
  now += 70 * HOUR;
  await store.vault.observe("ana");
  now -= 1_000 * HOUR;
  await store.vault.observe("ana");
  now += 3 * HOUR;
  await store.vault.observe("ana");
  assert.equal(await store.vault.stateOf("ana"), "sealed");
});

test("the manager's own number of hours counts", async () => {
  await store.setMeta("keyTtlHours", 8);
  now += 9 * HOUR;
  await store.vault.observe("ana");
  assert.equal(await store.vault.stateOf("ana"), "sealed");
});

test("two people on one phone: each PIN opens its own, and the other's is not there", async () => {
  await store.vault.create("davi", "258369", { deviceId: "d1", sealKey: await store.meta("sealKey"), rounds: FEW });
  assert.equal(await store.vault.stateOf("davi"), "open");
  assert.equal(await store.vault.stateOf("ana"), "locked"); // asking for somebody else closes what was open
  await store.vault.open("davi", "258369");
  await assert.rejects(store.patchDraft("v1", { notes: "x" }), { name: "Locked" });
  assert.deepEqual([await store.draft("v1"), await store.drafts("davi")], [undefined, []]);
});

test("a sealed row moved to another place or person opens nothing", async () => {
  const db = await openSchema(`vault-${count}`, () => {});
  const row = await db.get("drafts", "v1");
  await db.writing(["drafts"], (rows) => rows("drafts").put({ ...row, id: "v2" }));
  await assert.rejects(store.draft("v2"));
  assert.deepEqual((await store.drafts("ana")).map(({ id }) => id), ["v1"]); // and doesn't hide the others
});

test("a forgotten PIN: the key comes back from the server, and with it the drafts", async () => {
  const { raw, escrow } = await keyOfAna();
  const written = await crypto.subtle.exportKey("raw", raw);
  const other = await openStore(`vault-${(count += 1)}`, () => {}, () => now);
  await other.vault.create("ana", PIN, { deviceId: "d1", sealKey: await store.meta("sealKey"), rounds: FEW });
  await other.vault.forget("ana", "forgotten");
  await other.vault.recover("ana", Buffer.from(written).toString("base64url"), "369258");
  await other.startDraft(DRAFT, {});
  await other.vault.forget("ana", "forgotten");
  assert.equal(await other.vault.stateOf("ana"), "sealed");
  await other.vault.recover("ana", Buffer.from(written).toString("base64url"), "951753");
  assert.deepEqual(await other.draft("v1"), DRAFT);
  assert.equal((await other.vault.open("ana", PIN)).left, 4);
  assert.equal(escrow.split(".").length, 5);
});

test("the PIN can be changed by who knows it", async () => {
  assert.equal((await store.vault.changePin("ana", "000001", "951753")).isChanged, false);
  assert.equal((await store.vault.changePin("ana", PIN, "951753")).isChanged, true);
  store.vault.lock();
  assert.equal((await store.vault.open("ana", PIN)).state, "locked");
  assert.equal((await store.vault.open("ana", "951753")).state, "open");
  assert.deepEqual(await store.draft("v1"), DRAFT);
});

test("a revoked phone opens nothing, makes no new vault, keeps its queue and sealed drafts (F18)", async () => {
  await store.saveDay("ana", { agent: { name: "Ana" } });
  await store.finish("v1", () => ({ id: "v1", userId: "ana", body: "{}", name: "Mercearia", sequence: 1, state: "device" }));
  await store.wipe("ana");
  assert.equal(await store.vault.stateOf("ana"), "sealed");
  assert.equal((await store.vault.open("ana", PIN)).state, "sealed");
  assert.equal(await store.vault.create("ana", PIN, { deviceId: "d1", sealKey: await store.meta("sealKey"), rounds: FEW }), "sealed");
  const [row] = await store.queue("ana");
  assert.deepEqual([row.name, row.body.split(".").length], ["", 5]);
  await store.vault.contact("ana"); // taken back by the manager
  assert.equal((await store.vault.rowOf("ana")).why, "forgotten");
});

test("a revoked phone takes from everybody who used it what could be read", async () => {
  await store.saveDay("ana", { agent: { name: "Ana" } });
  await openFor(store, "bia");
  await store.saveDay("bia", { agent: { name: "Bia" } });
  await store.wipe("bia");
  assert.equal((await store.vault.open("ana", PIN)).state, "sealed");
  assert.equal((await store.vault.rowOf("ana")).pin, null);
  assert.deepEqual([await store.vault.stateOf("ana"), await store.vault.stateOf("bia")], ["sealed", "sealed"]);
  assert.equal(await store.draftCount("ana"), 1); // sealed, until the manager takes it back
});

test("a key that is gone for good: work begins anew, and what was sealed is left as it is", async () => {
  const waits = { ...DRAFT, id: "v2" };
  await store.startDraft(waits, {});
  await store.finish("v2", (draft, sequence) => ({ id: "v2", userId: "ana", body: "{}", sequence, state: "device", name: "Dona Nena" }));
  await store.saveDay("ana", { agent: { name: "Ana" } });
  await store.vault.forget("ana", "forgotten");
  const { escrow } = await store.vault.rowOf("ana");
  await store.vault.startOver("ana");
  assert.equal(await store.vault.stateOf("ana"), "absent");
  await store.vault.create("ana", PIN, { deviceId: "d1", sealKey: await store.meta("sealKey"), rounds: FEW });
  assert.deepEqual([await store.drafts("ana"), await store.draftCount("ana")], [[], 1]);
  assert.deepEqual((await store.vault.rowOf("ana")).before, [escrow]);
  assert.equal(await store.day("ana"), undefined); // it comes anew
  assert.deepEqual((await store.queue("ana")).map(({ id, name, state }) => [id, name, state]), [["v2", "", "device"]]);
});

test("PINs that anybody would try first are refused", () => {
  for (const pin of ["12345", "123456", "987654", "890123", "000000", "121212", "147147", "1a2b3c"]) assert.notEqual(pinProblem(pin), "", pin);
  for (const pin of [PIN, "951753", "204918"]) assert.equal(pinProblem(pin), "", pin);
});
