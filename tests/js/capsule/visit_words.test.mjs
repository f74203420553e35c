import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { outcomesFor, waysOver } from "../../../static/js/capsule/channels.js";
import { reasonFor } from "../../../static/js/capsule/reasons.js";
import { clockOffset, clockWords, correctedNow, noteServerTime } from "../../../static/js/capsule/clock.js";
import { newDraft } from "../../../static/js/capsule/draft.js";
import { distance } from "../../../static/js/capsule/format.js";
import { leftWords, minutesLeft } from "../../../static/js/capsule/pace.js";
import { relevantQuestions } from "../../../static/js/capsule/questions.js";
import { OUTCOMES, outcomeWord } from "../../../static/js/capsule/records.js";
import { whereWords } from "../../../static/js/capsule/where.js";

const instrument = JSON.parse(readFileSync(new URL("../../../diagnostics/data/gestao_basica.json", import.meta.url), "utf-8"));
const draft = (changes = {}) => ({ ...newDraft({ userId: "ana", business: { id: "b", people: [] } }), ...changes });
const said = () => Object.fromEntries(relevantQuestions(instrument, {}).map(({ key }) => [key, "_na"]));

test("time left starts near the instrument's own and never grows from part to part", () => {
  const parts = ["notice", "person", "conversation", "result", "delivery", "next_step", "check"];
  const minutes = parts.map((part) => minutesLeft(draft(), instrument, part));
  assert.ok(minutes[0] >= instrument.minutes && minutes[0] <= instrument.minutes + 8, String(minutes));
  assert.deepEqual([...minutes].sort((a, b) => b - a), minutes);
  assert.equal(minutes.at(-1), 1);
  assert.equal(leftWords({ draft: draft(), content: { instrument } }, "check"), "falta\u00a01\u00a0min");
});

test("answers shorten what is left, and who answers slowly has more of it left", () => {
  const half = Object.fromEntries(Object.entries(said()).slice(0, 9));
  const asked = (seconds) => Object.fromEntries(Object.keys(half).map((key) => [key, seconds]));
  const left = (seconds) => minutesLeft(draft({ answers: half, asked: asked(seconds) }), instrument, "conversation");
  assert.ok(left(20) < minutesLeft(draft(), instrument, "conversation"));
  assert.ok(left(90) > left(20));
  assert.equal(left(100_000), left(180)); // a lunch is no pace
});

test("without questions there is still an end", () => assert.ok(minutesLeft(draft(), null, "notice") < 10));

test("every outcome of either channel is one that the product knows, and has its words", () => {
  for (const channel of ["in_person", "phone", "whatsapp", "video"]) {
    for (const { key: outcome, text } of outcomesFor(channel)) {
      assert.ok(outcome in OUTCOMES, outcome);
      assert.ok(text && reasonFor({ outcome, channel }).length === 3);
    }
  }
  assert.equal(outcomesFor("phone").some(({ key }) => key === "closed"), false);
  assert.deepEqual(waysOver("video").map(({ key }) => key), ["together", "whatsapp", "email"]);
});

test("nobody looks for a door over the telephone, and a visit kept before the channel was is told as at the door", () => {
  const told = (channel) => ["attended", "owner_away", "moved", "not_found"].map((outcome) => outcomeWord({ outcome, channel }));
  assert.deepEqual(told("phone"), ["Atendida", "Não atendeu", "Não funciona mais", "Número errado"]);
  assert.deepEqual(told("in_person"), ["Atendida", "Dono não estava", "Não funciona mais aqui", "Endereço não achado"]);
  assert.deepEqual(told(undefined), told("in_person"));
});

test("where somebody stopped is told by the question itself", () => {
  const [first] = instrument.questions;
  assert.equal(whereWords({ name: "visita/conversa", rest: first.key }, { instrument }), first.text);
  assert.equal(whereWords({ name: "visita/conversa", rest: "gone" }, { instrument }), "Conversa");
  assert.equal(whereWords({ name: "visita/confira", rest: "" }, { instrument }), "Conferência");
});

test("a clock within ten minutes is right; one that is off is corrected and said (F10)", async () => {
  const kept = {};
  const store = { setMeta: async (key, value) => (kept[key] = value) };
  const at = Date.parse("2026-11-24T12:00:00Z");
  await noteServerTime(store, "2026-11-24T12:09:00Z", at);
  assert.deepEqual([clockOffset(), clockWords()], [0, ""]);
  await noteServerTime(store, "2026-11-27T12:00:00Z", at);
  assert.equal(correctedNow(at).toISOString(), "2026-11-27T12:00:00.000Z");
  assert.equal(clockWords(), "3 dias atrasado");
  await noteServerTime(store, "2026-11-24T10:59:30Z", at);
  assert.equal(clockWords(), "61 minutos adiantado");
  assert.equal(kept.clockOffset, -3_630_000);
  await noteServerTime(store, "nonsense", at);
  assert.equal(clockOffset(), -3_630_000);
  await noteServerTime(store, "2026-11-24T12:00:00Z", at);
});

for (const [zone, moment, day] of [
  ["America/Rio_Branco", "2026-11-20T04:59:00Z", "2026-11-19"],
  ["America/Manaus", "2026-11-20T04:01:00Z", "2026-11-20"],
  ["America/Manaus", "2026-11-20T03:59:00Z", "2026-11-19"],
  ["America/Noronha", "2026-11-20T02:01:00Z", "2026-11-20"],
  ["America/Sao_Paulo", "2026-11-20T02:59:00Z", "2026-11-19"],
  ["America/Sao_Paulo", "2018-11-20T02:01:00Z", "2018-11-20"], // summer time was still kept then
]) {
  test(`in ${zone} at ${moment} it is ${day} (F11)`, () => {
    const before = process.env.TZ;
    process.env.TZ = zone;
    const begun = newDraft({ userId: "ana", business: {}, now: new Date(moment) });
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
    assert.deepEqual([begun.visitedOn, begun.timezone], [day, zone]);
  });
}

test("a distance is told in metres, and from a kilometre on in kilometres", () => {
  const told = [0, 99, 104, 994, 996, 1_000, 1_260].map((metres) => distance(metres).replace("\u00a0", " "));
  assert.deepEqual(told, ["0 m", "99 m", "100 m", "990 m", "1,0 km", "1,0 km", "1,3 km"]);
  assert.equal(distance(null), "");
});
