import assert from "node:assert/strict";
import { test } from "node:test";

import { createGate, errorAt } from "../../../static/js/capsule/gate.js";
import { nextWake } from "../../../static/js/capsule/outbox.js";
import { promisedAt, promiseProblem } from "../../../static/js/capsule/promise.js";
import { draftOfCnpj } from "../../../static/js/capsule/records.js";
import { businessOf, contactIn } from "../../../static/js/capsule/visit_parts.js";

const NOW = new Date("2026-11-24T12:00:00");
const DAY = 86_400_000;

test("it works: a promise that can be kept has nothing wrong with it", () => {
  assert.equal(promiseProblem({ date: "2026-11-25", time: "10:00" }, NOW), "");
  assert.equal(promisedAt({ date: "2026-11-25", time: "" }).getHours(), 9);
});

test("days that are over, too far, not there or not in any calendar are told apart", () => {
  assert.equal(promiseProblem({ date: "", time: "" }, NOW), "Escolha o dia.");
  assert.match(promiseProblem({ date: "2026-11-23" }, NOW), /dia já passou/);
  assert.match(promiseProblem({ date: "2026-11-24", time: "08:00" }, NOW), /hora já passou/);
  assert.match(promiseProblem({ date: "2062-11-24" }, NOW), /longe demais/);
  assert.match(promiseProblem({ date: "275760-01-01" }, NOW), /não existe/);
});

test("a day in no calendar doesn't keep the document from being built", () => {
  assert.equal(contactIn({ outcome: "attended", channel: "in_person", contact: { wanted: "yes", date: "275760-01-01" } }), null);
});

test("half a CEP stays on the phone: the server takes eight digits or none", () => {
  const business = { id: "b1", cnpj: "11222333000181", cep: "63010000", bairro: "Centro" };
  const { changes } = businessOf({ business, added: null, fields: { cep: "123", bairro: "Pirajá" } });
  assert.deepEqual(changes, { bairro: "Pirajá" });
  const found = businessOf({ business: { cnpj: "11222333000181" }, added: { cep: "", street: "" }, fields: { cep: "6301" } });
  assert.equal(found.added.cep, "");
});

test("a wait set by a clock that was years ahead is over", () => {
  const rows = [{ state: "device", nextTryAt: "" }];
  assert.equal(nextWake(rows, { until: new Date(NOW.getTime() + 9 * 365 * DAY).toISOString() }, NOW.getTime()), 0);
});

test("what is missing is said after a try, and until it is put right", () => {
  const visit = { app: { render: () => {} }, answers: {} };
  const missing = ({ answers }) => ["a", "b"].filter((key) => !answers[key]).map((focus) => ({ focus, message: `Falta ${focus}` }));
  globalThis.document = { getElementById: () => null };
  const gate = createGate(visit, missing);
  assert.deepEqual(gate.shown(), []);
  gate.pass(() => assert.fail("went on"));
  assert.equal(errorAt(gate.shown(), "a"), "Falta a");
  visit.answers = { a: 1 };
  assert.deepEqual(gate.shown(), [{ focus: "b", message: "Falta b" }]);
  visit.answers = { a: 1, b: 1 };
  assert.equal(gate.pass(() => "on"), "on");
  delete globalThis.document;
});

test("the same business found twice in the sweep is one draft", () => {
  const draft = { added: {}, business: { cnpj: "B1C2D3E4000179" } };
  assert.equal(draftOfCnpj({ drafts: [draft] }, "B1C2D3E4000179"), draft);
  assert.equal(draftOfCnpj({ drafts: [{ ...draft, added: null }] }, "B1C2D3E4000179"), undefined);
});
