import assert from "node:assert/strict";
import { test } from "node:test";

import { easter, freeWord, isFree, isHoliday } from "../../../static/js/capsule/holidays.js";
import { momentWords, proposals } from "../../../static/js/capsule/proposal.js";
import { saidWhen } from "../../../static/js/capsule/said_when.js";

const TUESDAY = new Date("2026-11-24T10:10");
const offered = (now, note) => proposals({ now, note }).map(({ date, time }) => `${date} ${time}`);

test("it works: tomorrow at this hour, tomorrow's other half, and a week from now", () => {
  assert.deepEqual(offered(TUESDAY), ["2026-11-25 10:30", "2026-11-25 15:00", "2026-12-01 10:30"]);
});

test("never on a Sunday, a holiday or a Saturday afternoon", () => {
  assert.deepEqual(offered(new Date("2026-11-21T14:00")).slice(0, 2), ["2026-11-23 14:00", "2026-11-23 09:00"]); // Saturday → Monday
  assert.deepEqual(offered(new Date("2026-11-27T10:00"))[0], "2026-11-28 10:00"); // Friday morning → Saturday morning
  assert.deepEqual(offered(new Date("2026-11-27T16:00"))[0], "2026-11-30 16:00"); // Friday afternoon → Monday
  assert.deepEqual(offered(new Date("2026-12-24T09:00"))[0], "2026-12-26 09:00"); // Christmas
  for (let day = 0; day < 800; day += 1) {
    const now = new Date(2026, 0, 1 + day, day % 24, (day * 7) % 60);
    for (const { date, time } of proposals({ now })) {
      const at = new Date(`${date}T${time}`);
      assert.ok(at > now && !isFree(at) && at.getHours() >= 8 && at.getHours() < 18, `${now} → ${at}`);
    }
  }
});

test("what the client said comes first", () => {
  const [first] = proposals({ now: TUESDAY, note: "Volta quinta de manhã, depois da feira" });
  assert.deepEqual(first, { date: "2026-11-26", time: "09:00", isSaid: true });
  assert.equal(proposals({ now: TUESDAY, note: "depois do almoço" })[0].time, "14:00");
  assert.equal(proposals({ now: TUESDAY, note: "sem combinar" }).some(({ isSaid }) => isSaid), false);
});

for (const [text, date, time] of [
  ["amanhã às 9", "2026-11-25", "09:00"],
  ["só depois de amanhã", "2026-11-26", ""],
  ["de manhã cedo", "", "08:00"],
  ["sexta 14h30", "2026-11-27", "14:30"],
  ["terça-feira", "2026-12-01", ""],
  ["quinta da semana que vem às 16:00", "2026-12-03", "16:00"],
  ["segunda da próxima semana", "2026-11-30", ""],
  ["dia 28 pela tarde", "2026-11-28", "15:00"],
  ["dia 5", "2026-12-05", ""],
  ["02/12 às 8h", "2026-12-02", "08:00"],
  ["umas 17 horas", "", "17:00"],
  ["meio-dia", "", "12:00"],
]) {
  test(`"${text}" is ${date} ${time}`, () => assert.deepEqual(saidWhen(text, TUESDAY), { date, time }));
}

test("words without a day or an hour say nothing", () => {
  for (const text of ["", "falar com o sócio", "tem 3 funcionários", "loja 25"]) assert.equal(saidWhen(text, TUESDAY), null, text);
});

test("the movable feasts of ten years are where the almanac has them", () => {
  const known = { 2024: "2024-03-31", 2025: "2025-04-20", 2026: "2026-04-05", 2027: "2027-03-28", 2030: "2030-04-21", 2038: "2038-04-25" };
  for (const [year, day] of Object.entries(known)) assert.equal(easter(Number(year)).toLocaleDateString("sv"), day);
  assert.equal(isHoliday(new Date("2026-04-03T12:00")), true); // Good Friday
  assert.equal(freeWord(new Date("2026-11-20T12:00")), "feriado");
  assert.equal(freeWord(new Date("2026-11-22T12:00")), "domingo");
  assert.equal(freeWord(new Date("2026-11-24T12:00")), "");
});

test("a moment is said as people say it", () => {
  assert.equal(momentWords({ date: "2026-11-25", time: "10:30" }, TUESDAY), "Amanhã, quarta 25/11, às 10:30");
  assert.equal(momentWords({ date: "2026-11-30", time: "" }, TUESDAY), "Segunda 30/11");
});
