// Reads a batch of calls from standard input and writes what the phone's rules answer; the property tests compare.
import { readFileSync } from "node:fs";

import { closingProblems } from "../../../static/js/rules/closing.js";
import { cnpjProblem, normalizeCnpj } from "../../../static/js/rules/cnpj.js";
import { cpfProblem, normalizeCpf } from "../../../static/js/rules/cpf.js";
import { howItCounts } from "../../../static/js/rules/counting.js";
import { match } from "../../../static/js/rules/match.js";
import { apply } from "../../../static/js/rules/json_logic.js";
import { blocksOf, headline } from "../../../static/js/rules/showing.js";
import { missingAnswers, said, score, visibleQuestions } from "../../../static/js/rules/score.js";

const RULES = {
  documents: ({ text }) => ({
    cnpj: [normalizeCnpj(text), cnpjProblem(text)?.message ?? null],
    cpf: [normalizeCpf(text), cpfProblem(text)?.message ?? null],
  }),
  logic: ({ logic, known }) => apply(logic, known) ?? null,
  score: ({ definition, sheets }) => sheets.map((answers) => ({
    visible: visibleQuestions(definition, answers),
    missing: missingAnswers(definition, answers),
    said: said(definition, answers),
    result: score(definition, answers),
  })),
  headline: ({ themes, levels }) => headline(themes, levels),
  blocks: ({ level, levels }) => blocksOf(level, levels),
  match: ({ findings, tools }) => match(findings, tools),
  counting: ({ document, definition, isPromised }) => howItCounts(document, definition, isPromised),
  closing: ({ document, definition }) => closingProblems(document, definition),
};

const calls = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(calls.map(({ rule, ...given }) => RULES[rule](given))));
