import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { contentOf, newDraft } from "../../../static/js/capsule/draft.js";
import { withPatches } from "../../../static/js/capsule/patches.js";
import { buildDocument, queuedRow } from "../../../static/js/capsule/visit.js";
import { closingProblems } from "../../../static/js/rules/closing.js";

const data = (path) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), "utf-8"));
const instrument = data("diagnostics/data/gestao_basica.json");
const notice = { id: "n1", version: 1, sha256: "0".repeat(64), content: data("privacy/data/notice.json").content };
const content = contentOf({ notice, instrument, tools: [{ key: "fluxo", name: "Fluxo de Caixa", answers: [] }] });
const ENV = { deviceId: "d1", appVersion: "test", sequence: 7, timezone: "America/Fortaleza", finishedAt: new Date("2026-11-20T13:22:00Z") };
const BUSINESS = {
  id: "b1", cnpj: "12ABC34501DE35", trade_name: "Salão Divina Beleza", phone: "8835110000", street: "Rua do Limoeiro",
  people: [{ id: "p1", name: "José Wilson Pereira", phone: "88999990000", role: "owner" }],
};

const begun = (patches = {}) =>
  withPatches(newDraft({ userId: "ana", business: BUSINESS, now: new Date("2026-11-20T13:00:00Z") }), patches);
const build = (patches) => buildDocument(begun(patches), content, ENV);

const ACCEPTED = {
  "consent.answer": "given", "consent.proof": "signature", "consent.signature": "M1 1l2 2",
  "consent.answeredAt": "2026-11-20T13:01:00Z", "consent.choices.whatsapp": "given",
};
const KNOWN = { "person.id": "p1", "person.cpf": "529.982.247-25" };
const first = (kind) => instrument.questions.find((question) => question.kind === kind);

test("it works: a whole visit has the contract's fields and closes", () => {
  const answers = Object.fromEntries(instrument.questions.map(({ key }) => [key, "_na"]));
  const document = build({
    ...ACCEPTED, ...KNOWN, answers, "timings.notice": 40,
    "deliveries.x": { id: "x", order: 1, tool: "fluxo", guidance: "", findings: [], handover: "together", was_explained: true, was_requested: false, own_choice_because: "Pediu" },
    "nextStep.destination": "cursos", "nextStep.mode": "digital",
  });
  assert.deepEqual(Object.keys(document).sort(), [
    "agent_id", "app_version", "arrival", "business", "channel", "consent", "contact", "credit", "deliveries", "departure",
    "device_id", "diagnosis", "finished_at", "id", "next_step", "notes", "outcome", "person", "photos", "schema", "sequence",
    "started_at", "stop_id", "timezone", "timings", "visited_on",
  ]);
  assert.deepEqual(closingProblems(document, instrument), []);
  assert.equal(document.deliveries[0].order, undefined);
  assert.deepEqual(document.person, { id: "p1", name: "José Wilson Pereira", cpf: "52998224725", phone: "88999990000", email: "", role: "owner" });
});

test("without an accepted notice nothing of the client leaves the phone (I6)", () => {
  for (const patches of [{}, { "consent.answer": "given" }, { ...ACCEPTED, "consent.answer": "refused" }]) {
    const document = build({ ...KNOWN, [`answers.${first("single").key}`]: "_na", "credit.wanted": "yes", "credit.need": "Freezer", ...patches });
    for (const part of ["person", "diagnosis", "next_step", "credit"]) assert.equal(document[part], null, part);
    assert.deepEqual(document.deliveries, []);
  }
});

test("another outcome carries no answers, even if some were given before", () => {
  const document = build({ ...ACCEPTED, ...KNOWN, outcome: "refused" });
  assert.equal(document.person, null);
  assert.equal(document.consent.proof, "signature");
});

test("silence about a purpose counts as no", () => {
  const said = Object.fromEntries(build(ACCEPTED).consent.choices.map(({ purpose, state }) => [purpose, state]));
  assert.equal(said.attendance, "given");
  assert.equal(said.whatsapp, "given");
  assert.equal(said.marketing, "refused");
});

test("a refused notice refuses every purpose and keeps no signature", () => {
  const { consent } = build({ ...ACCEPTED, "consent.answer": "refused" });
  assert.deepEqual([...new Set(consent.choices.map(({ state }) => state))], ["refused"]);
  assert.equal(consent.signature, "");
});

test("only what changed of the business is sent, without masks", () => {
  const { business } = build({ "fields.phone": "(88) 3511-0000", "fields.cep": "63034-130", "fields.street": " Rua do Limoeiro " });
  assert.deepEqual(business, { id: "b1", cnpj: "12ABC34501DE35", added: null, changes: { cep: "63034130" } });
});

test("a business of the sweep is sent as it was typed, corrections included", () => {
  const added = { legal_name: "Bar do Nonato", trade_name: "Bar do Nonato", size: "mei", street: "Rua A", number: "1", bairro: "Pirajá", cep: "", municipality: "2307304", phone: "" };
  const draft = newDraft({ userId: "ana", business: { ...BUSINESS, id: null }, added });
  const { business } = buildDocument(withPatches(draft, { "fields.cep": "63034-130" }), content, ENV);
  assert.equal(business.id, null);
  assert.deepEqual(business.added, { ...added, cep: "63034130" });
});

test("answers to questions that don't apply any more stay out", () => {
  const conditional = instrument.questions.find(({ relevant }) => relevant);
  const document = build({ ...ACCEPTED, [`answers.${first("single").key}`]: "_na", [`answers.${conditional.key}`]: "_na" });
  assert.equal(conditional.key in document.diagnosis.answers, false);
});

test("a clock that jumped back doesn't end a visit before it began", () => {
  const document = buildDocument(begun(), content, { ...ENV, finishedAt: new Date("2020-01-01T00:00:00Z") });
  assert.equal(document.finished_at, document.started_at);
});

test("a promised return is a moment with a zone", () => {
  const { contact } = build({ outcome: "come_back", "contact.date": "2026-12-08", "contact.time": "10:00" });
  assert.equal(contact.due_at, new Date("2026-12-08T10:00").toISOString());
  assert.equal(contact.channel, "in_person");
});

for (const [outcome, isAgreed] of [["attended", false], ["come_back", true], ["owner_away", true], ["closed", true], ["refused", false], ["moved", false], ["not_found", false]]) {
  test(`a return that was agreed before the outcome became ${outcome} is ${isAgreed ? "kept, as its screen shows it" : "none"}`, () => {
    const { contact } = build({ outcome, "contact.date": "2026-12-08", "contact.time": "10:00" });
    assert.equal(contact?.due_at, isAgreed ? new Date("2026-12-08T10:00").toISOString() : undefined);
  });
}

test("a client's no takes along what was agreed while it was a yes", () => {
  const agreed = { "contact.wanted": "yes", "contact.date": "2026-12-08", "contact.purpose": "Levar a planilha" };
  assert.ok(build({ ...ACCEPTED, ...KNOWN, ...agreed }).contact);
  assert.equal(build({ outcome: "refused", "consent.answer": "refused", ...agreed }).contact, null);
});

test("the queued row holds the bytes that will be sent", () => {
  const document = build();
  const row = queuedRow(begun(), document, new Date("2026-11-20T13:22:00Z"));
  assert.deepEqual(JSON.parse(row.body), document);
  assert.equal(row.state, "device");
});

const PHOTO = { sha256: "a".repeat(64), key: "k", iv: "i", bytes: 9, taken_at: "2026-11-20T13:05:00Z" };

test("photos go with their keys; without an accepted notice only the front of the house does (I6)", () => {
  const taken = { "photos.1": { ...PHOTO, what: "facade" }, "photos.2": { ...PHOTO, what: "inside" } };
  assert.deepEqual(build({ ...ACCEPTED, ...taken }).photos.map(({ what }) => what), ["facade", "inside"]);
  assert.deepEqual(build({ ...taken, outcome: "closed" }).photos, [{ ...PHOTO, what: "facade" }]);
});

test("where the visit ended is told, or why it isn't; over the telephone neither is asked", () => {
  const position = { latitude: -7.2, longitude: -39.3, accuracy_m: 12 };
  assert.deepEqual(build({ departure: { position, missing: "" } }).departure, { position, missing_because: "" });
  assert.deepEqual(build({ departure: { position: null, missing: "denied" } }).departure, { position: null, missing_because: "denied" });
  assert.deepEqual(build().departure, { position: null, missing_because: "timeout" });
  assert.deepEqual(build({ channel: "phone", position }).arrival, { position: null, missing_because: "" });
});

test("the day and the zone are those of the door, wherever and whenever it ends (F11)", () => {
  const draft = { ...begun(), visitedOn: "2026-11-19", timezone: "America/Rio_Branco" };
  const document = buildDocument(draft, content, ENV);
  assert.deepEqual([document.visited_on, document.timezone], ["2026-11-19", "America/Rio_Branco"]);
});

test("the summary that is shared holds no document, telephone or need of money", () => {
  const draft = begun({
    ...ACCEPTED, ...KNOWN, "answers.dinheiro_separado": "junto", "credit.wanted": "yes", "credit.need": "Comprar um freezer",
    "deliveries.x": { id: "x", order: 1, tool: "fluxo", guidance: "", findings: [], handover: "together" },
    "nextStep.destination": "cursos", "nextStep.mode": "digital", "contact.wanted": "yes", "contact.date": "2026-12-08", "contact.time": "10:00",
  });
  const { summary, promise } = queuedRow(draft, buildDocument(draft, content, ENV), new Date(), content);
  assert.match(summary, /^Visita em Salão Divina Beleza, 20\/11\/2026/);
  assert.match(summary, /• Fluxo de Caixa/);
  assert.match(summary, /08\/12\/2026 às 10:00/);
  for (const secret of ["529", "8899", "8835", "freezer", "José"]) assert.equal(summary.includes(secret), false, secret);
  assert.deepEqual(promise, { dueAt: new Date("2026-12-08T10:00").toISOString(), channel: "in_person", purpose: "Voltar para conversar", place: "Rua do Limoeiro" });
});
