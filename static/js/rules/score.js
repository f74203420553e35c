// What answers mean: the twin of diagnostics/rules.py over tests/shared_cases/score.json. The conventions are told there.

import { holds } from "./condition.js";

const NOT_SAID = "_na";
const TOP_POINTS = 4;
const LOWEST = 0;
const HIGHEST = 1_000_000;

/** Keys of the questions that these answers make relevant, in order. */
export function visibleQuestions(definition, answers) {
  return walk(definition, answers).map(({ question }) => question.key);
}

/** Keys of the relevant required questions without an answer; `_na` is an answer. */
export function missingAnswers(definition, answers) {
  return walk(definition, answers)
    .filter(({ question, value }) => question.required && value === null)
    .map(({ question }) => question.key);
}

/** {themes: [{theme, score, level, answered, of}], findings: [{code, theme, text, rank}]} */
export function score(definition, answers) {
  const walked = walk(definition, answers);
  return {
    themes: definition.themes.map((theme) => themeResult(theme.key, definition.levels, walked)),
    findings: findings(walked),
  };
}

function walk(definition, answers) {
  const known = Object.create(null);
  const walked = [];
  for (const question of definition.questions) {
    if (question.relevant !== null && !holds(question.relevant, known)) continue;
    const given = Object.hasOwn(answers, question.key) ? answers[question.key] : null;
    const value = knownAnswer(question, given);
    if (value !== null && value !== NOT_SAID) known[question.key] = value;
    walked.push({ question, value });
  }
  return walked;
}

function knownAnswer(question, value) {
  if (value === NOT_SAID) return NOT_SAID;
  if (question.kind === "number") return wholeNumber(question, value);
  if (typeof value !== "string") return null;
  if (question.kind === "text") return /[^ \t\r\n\u00a0]/.test(value) ? value : null;
  return optionOf(question, value) ? value : null;
}

function wholeNumber(question, value) {
  const low = question.min ?? LOWEST;
  const high = question.max ?? HIGHEST;
  return Number.isInteger(value) && low <= value && value <= high ? value : null;
}

function optionOf(question, value) {
  if (typeof value !== "string") return null;
  return (question.options ?? []).find((option) => option.key === value) ?? null;
}

function isScored(question) {
  return (question.options ?? []).some((option) => option.points !== null);
}

function themeResult(theme, levels, walked) {
  let [total, weights, answered, of] = [0, 0, 0, 0];
  for (const { question, value } of walked) {
    if (question.theme !== theme || !isScored(question)) continue;
    const option = optionOf(question, value);
    if (option && option.points === null) continue; // does not apply
    of += 1;
    if (option) {
      answered += 1;
      total += option.points * question.weight;
      weights += question.weight;
    }
  }
  const percent = weights ? roundHalfUp(total, weights * TOP_POINTS) : null;
  return { theme, score: percent, level: levelOf(levels, percent), answered, of };
}

/** Half up, in whole numbers: what JavaScript and Python must not decide by floats. */
function roundHalfUp(part, whole) {
  const [doubled, base] = [200 * part + whole, 2 * whole];
  return (doubled - (doubled % base)) / base;
}

function levelOf(levels, percent) {
  if (percent === null) return null;
  return levels.filter((level) => level.from <= percent).at(-1)?.name ?? null;
}

function findings(walked) {
  const found = [];
  for (const { question, value } of walked) {
    const option = optionOf(question, value);
    if (!option?.finding) continue;
    const severity = option.points === null ? 0 : (TOP_POINTS - option.points) * question.weight;
    found.push({ severity, theme: question.theme, finding: option.finding });
  }
  found.sort((a, b) => b.severity - a.severity);
  return found.map(({ theme, finding }, i) => ({ code: finding.code, theme, text: finding.text, rank: i + 1 }));
}
