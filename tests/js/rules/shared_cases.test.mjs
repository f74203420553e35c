// The same case files that Python runs (tests/diagnostics, tests/deliveries, tests/clients).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { cnpj } from "../../../static/js/capsule/format.js";
import { shaped } from "../../../static/js/capsule/masks.js";
import { closingProblems } from "../../../static/js/rules/closing.js";
import { cnpjProblem, normalizeCnpj } from "../../../static/js/rules/cnpj.js";
import { cpfProblem, normalizeCpf } from "../../../static/js/rules/cpf.js";
import { howItCounts } from "../../../static/js/rules/counting.js";
import { match } from "../../../static/js/rules/match.js";
import { missingAnswers, score, visibleQuestions } from "../../../static/js/rules/score.js";

const read = (name) => JSON.parse(readFileSync(new URL(`../../shared_cases/${name}.json`, import.meta.url), "utf8"));
const said = (problem) => problem && { code: problem.code, message: problem.message };

for (const { text, normalized, formatted, problem, note } of read("cnpj")) {
  test(`CNPJ ${JSON.stringify(text)} ${note}`, () => {
    assert.equal(normalizeCnpj(text), normalized);
    assert.equal(cnpj(normalized), normalized.length === 14 ? formatted : normalized);
    assert.deepEqual(said(cnpjProblem(text)), problem);
  });
}

for (const { text, normalized, formatted, problem, note } of read("cpf")) {
  test(`CPF ${JSON.stringify(text)} ${note}`, () => {
    assert.equal(normalizeCpf(text), normalized);
    if (/^\d{11}$/.test(normalized)) assert.equal(shaped("cpf", normalized), formatted);
    assert.deepEqual(said(cpfProblem(text)), problem);
  });
}

const scored = read("score");
for (const { name, answers, visible, missing, result } of scored.cases) {
  test(`score: ${name}`, () => {
    assert.deepEqual(visibleQuestions(scored.definition, answers), visible);
    assert.deepEqual(missingAnswers(scored.definition, answers), missing);
    assert.deepEqual(score(scored.definition, answers), result);
  });
}

for (const { name, findings, tools, match: chosen } of read("match")) {
  test(`match: ${name}`, () => assert.deepEqual(match(findings, tools), chosen));
}

const closing = read("closing");
for (const { name, changes, problems } of closing.cases) {
  test(`closing: ${name}`, () => {
    const document = changes === null ? {} : { ...closing.document, ...changes };
    assert.deepEqual(closingProblems(document, scored.definition), problems);
  });
}

for (const { name, changes, is_promised, counts_as } of read("counting").cases) {
  test(`counting: ${name}`, () =>
    assert.deepEqual(howItCounts({ ...closing.document, ...changes }, scored.definition, is_promised), counts_as));
}

test("nothing given is an empty document number", () => {
  assert.equal(cnpjProblem(undefined).code, "empty");
  assert.equal(cpfProblem(null).code, "empty");
});
