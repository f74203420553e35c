import assert from "node:assert/strict";
import { test } from "node:test";

import { calendarFile, folded } from "../../../static/js/capsule/ics.js";

const PROMISE = {
  uid: "0190-1@rota-ativa", startsAt: "2026-11-24T13:00:00.000Z", summary: "Voltar: Mercearia São José", place: "Rua A, 12; Pirajá",
  details: "Levar a planilha\nLigar antes", stampedAt: "2026-11-22T10:00:00Z",
};

test("it works: one event, a moment in UTC, CRLF at every end", () => {
  const file = calendarFile(PROMISE);
  assert.match(file, /^BEGIN:VCALENDAR\r\nVERSION:2.0\r\n/);
  assert.match(file, /\r\nDTSTART:20261124T130000Z\r\nDTEND:20261124T134000Z\r\n/);
  assert.match(file, /\r\nUID:0190-1@rota-ativa\r\n/);
  assert.equal(file.replace(/\r\n/g, "").includes("\n"), false);
  assert.ok(file.endsWith("END:VCALENDAR\r\n"));
});

test("commas, semicolons, backslashes and new lines are escaped", () => {
  const file = calendarFile({ ...PROMISE, details: "a,b;c\\d\r\ne\u0007" });
  assert.ok(file.includes("LOCATION:Rua A\\, 12\\; Pirajá\r\n"));
  assert.ok(file.includes("DESCRIPTION:a\\,b\\;c\\\\d\\ne\r\n"));
});

test("no line is longer than 75 octets and no letter is cut in two", () => {
  const long = `SUMMARY:${"ção 😀 ".repeat(40)}`;
  const lines = folded(long).split("\r\n");
  assert.ok(lines.length > 4);
  for (const line of lines) assert.ok(new TextEncoder().encode(line).length <= 75);
  assert.equal(lines.map((line, i) => (i ? line.slice(1) : line)).join(""), long);
});
