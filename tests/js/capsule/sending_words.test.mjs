// What Envios says: true, short, and with what to do.
import assert from "node:assert/strict";
import { test } from "node:test";

import { lateVisits, lateWords } from "../../../static/js/capsule/late.js";
import { hintOf, megabytes, needsRescue, sumLine, titleOf } from "../../../static/js/capsule/sending_words.js";
import { added } from "../../../static/js/capsule/usage.js";

const NOW = Date.parse("2026-11-22T13:00:00Z");
const IDLE = { isTrying: false, sending: "", progress: null, stoppedBy: "", since: 0, nextAt: 0 };
const records = (counts) => {
  const list = (name) => Array.from({ length: counts[name] ?? 0 }, () => ({ finishedAt: new Date(NOW).toISOString() }));
  return { drafts: list("drafts"), waiting: list("waiting"), refused: list("refused"), troubled: list("troubled"), gone: list("gone") };
};
const state = (counts, more = {}) => ({ records: records(counts), net: "online", needsLogin: false, paused: null, ...more, status: { ...IDLE, ...more.status } });
const hint = (counts, more) => hintOf(state(counts, more), NOW).next;

test("it works: what is safe comes first", () => {
  assert.deepEqual(hintOf(state({ waiting: 2 }, { net: "offline" }), NOW), { kept: "Guardadas aqui.", next: "Elas seguem sozinhas quando a internet voltar.", isTicking: false });
});

test("what the server refused is on this phone, and that is said", () => {
  assert.equal(hintOf(state({ refused: 1 }), NOW).kept, "Ela está guardada aqui e não se perde.");
  assert.equal(hintOf(state({ refused: 3 }), NOW).kept, "Elas estão guardadas aqui e não se perdem.");
  assert.match(hintOf(state({ troubled: 1 }), NOW).kept, /^Nada espera/);
});

test("the title says what waits, and counts a long queue", () => {
  assert.equal(titleOf(state({ waiting: 3 }, { net: "offline" })), "3 visitas esperam a internet");
  assert.equal(titleOf(state({ waiting: 60 }, { status: { progress: { done: 11, total: 60 } } })), "Enviando 12 de 60");
  assert.equal(titleOf(state({ waiting: 1 }, { status: { progress: { done: 0, total: 1 } } })), "1 visita para enviar");
  assert.equal(titleOf(state({ refused: 1, gone: 2 })), "1 visita precisa de atenção");
  assert.equal(titleOf(state({ drafts: 1, gone: 2 })), "1 visita por concluir");
  assert.equal(titleOf(state({ gone: 2 })), "Tudo enviado");
});

test("the next try is counted down in its last minute, and else an hour on the clock", () => {
  assert.match(hint({ waiting: 1 }, { status: { nextAt: NOW + 42_000, stoppedBy: "network" } }), /^O servidor não respondeu\. Tenta de novo em 42 s\.$/);
  assert.match(hint({ waiting: 1 }, { status: { nextAt: NOW + 600_000 } }), /^Tenta de novo às \d\d:\d\d\.$/);
  assert.match(hint({ waiting: 1 }, { status: { nextAt: NOW + 5_000 }, paused: { because: "busy" } }), /ocupado/);
});

test("no dead spinner: after ten seconds it explains (F20)", () => {
  assert.equal(hint({ waiting: 1 }, { status: { isTrying: true, since: NOW - 3_000 } }), "Procurando o servidor…");
  assert.match(hint({ waiting: 1 }, { status: { isTrying: true, since: NOW - 11_000, sending: "a" } }), /demorando.*ela segue sozinha/);
});

test("a portal and an expired login each say what to do", () => {
  assert.match(hint({ waiting: 1 }, { status: { stoppedBy: "portal" } }), /entre na rede/);
  assert.match(hint({ waiting: 2 }, { needsLogin: true }), /quando você entrar de novo/);
});

test("the parts add up to the whole (I8)", () => {
  assert.equal(sumLine(records({ drafts: 1, refused: 1, waiting: 3, gone: 9 })), "14 visitas neste aparelho: 2 com você, 3 esperando, 9 já foram.");
  assert.equal(sumLine(records({ gone: 2 })), "");
  assert.match(sumLine(records({ gone: 2 }), 40), /^42 visitas neste aparelho: 42 já foram, 40 delas há mais de 30 dias\.$/);
  assert.equal(sumLine(records({})), "");
});

test("48 hours make a visit late; a clock that is behind makes nobody late", () => {
  const at = (hours) => ({ finishedAt: new Date(NOW - hours * 3_600_000).toISOString() });
  assert.deepEqual(lateVisits({ waiting: [at(47), at(-900)], refused: [] }, NOW), { count: 0, hours: 0 });
  const late = lateVisits({ waiting: [at(52), at(1)], refused: [at(300)] }, NOW);
  assert.equal(lateWords(late), "2 visitas ainda não foram enviadas: a mais antiga espera há\u00a012\u00a0dias."); // never broken over two lines
  assert.ok(needsRescue({ late }));
  assert.ok(!needsRescue({ late: { count: 0 }, paused: { tries: 3 } }));
});

test("a new month counts from nothing", () => {
  assert.deepEqual(added({ month: "2026-10", bytes: 900 }, "2026-11", 50), { month: "2026-11", bytes: 50 });
  assert.deepEqual(added({ month: "2026-11", bytes: 900 }, "2026-11", 50), { month: "2026-11", bytes: 950 });
  assert.deepEqual([0, 300, 540_000, 3_400_000, 38_200_000].map(megabytes), ["0 KB", "1 KB", "540 KB", "3,4 MB", "38 MB"]);
});
