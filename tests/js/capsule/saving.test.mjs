import assert from "node:assert/strict";
import { test } from "node:test";

import { mergePatches, withPatches } from "../../../static/js/capsule/patches.js";
import { parse, visitHash } from "../../../static/js/capsule/router.js";
import { createSaver } from "../../../static/js/capsule/save.js";
import { pathOf } from "../../../static/js/capsule/signature.js";

test("it works: an address names screen, visit and step, and the way back", () => {
  assert.deepEqual(parse(visitHash("v1", "conversa/caixa", true)), { name: "visita/conversa", id: "v1", rest: "caixa", query: { volta: "1" } });
  assert.equal(parse("").name, "hoje");
  assert.equal(parse("#/visita/v1").name, "visita");
});

test("patches change one path and leave the rest", () => {
  const draft = { answers: { a: 1, b: 2 }, notes: "" };
  assert.deepEqual(withPatches(draft, { "answers.a": 3, "answers.b": undefined, "person.name": "José" }), { answers: { a: 3 }, notes: "", person: { name: "José" } });
  assert.deepEqual(draft, { answers: { a: 1, b: 2 }, notes: "" });
});

test("a later patch wins over what lies below it", () => {
  assert.deepEqual(mergePatches({ "x.y": 1, z: 1 }, { x: undefined }), { z: 1, x: undefined });
});

test("saved is said only after the write is over, and what came meanwhile goes next", async () => {
  const log = [];
  let release;
  const slow = new Promise((resolve) => (release = resolve));
  const saver = createSaver({
    patchDraft: async (id, patches) => {
      log.push(patches);
      if (log.length === 1) await slow;
    },
    onState: ({ phase }) => phase !== "saving" && log.push(phase),
  });
  saver.change("v1", { a: 1 });
  saver.change("v1", { b: 1 });
  saver.change("v1", { b: 2 });
  assert.deepEqual(log, [{ a: 1 }]);
  assert.deepEqual(saver.pending("v1"), { a: 1, b: 2 });
  release();
  await saver.flush();
  assert.deepEqual(log, [{ a: 1 }, "saved", { b: 2 }, "saved"]);
});

test("a full phone says so, keeps what was typed and tries again (F04)", async () => {
  const states = [];
  const written = [];
  let isFull = true;
  const full = Object.assign(new Error("full"), { name: "QuotaExceededError" });
  const saver = createSaver({
    patchDraft: async (id, patches) => {
      if (isFull) throw full;
      written.push(patches);
    },
    onState: (state) => states.push(state),
    retry: 5,
  });
  saver.change("v1", { notes: "oi" });
  await saver.flush();
  assert.deepEqual(states[1], { phase: "failed", full: true });
  assert.deepEqual(saver.pending("v1"), { notes: "oi" });
  isFull = false;
  await saver.flush();
  assert.deepEqual(written, [{ notes: "oi" }]);
});

test("a signature is a compact path", () => {
  assert.equal(pathOf([[{ x: 10.4, y: 10 }, { x: 10.6, y: 10.2 }, { x: 20, y: 5 }], [{ x: 1, y: 1 }]]), "M10 10l10 -5M1 1l1 0");
  const long = Array.from({ length: 5_000 }, (_, i) => ({ x: (i * 7) % 300, y: (i * 13) % 200 }));
  assert.ok(pathOf([long]).length <= 8_000);
});
