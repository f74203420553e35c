// What answers mean: the twin of diagnostics/rules/scoring.py over tests/shared_cases/score.json. The conventions are told there.

import { walk } from "./walk.js";

const TOP_POINTS = 4;

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

/** Of each gap found the client's own words: {code: the option that they chose}. */
export const said = (definition, answers) =>
  Object.fromEntries(
    walk(definition, answers).flatMap(({ options }) => options.filter(({ finding }) => finding)).reverse().map(({ finding, text }) => [finding.code, text]),
  );

/** {themes: [{theme, score, level, answered, of}], findings: [{code, theme, text, rank}]} */
export function score(definition, answers) {
  const walked = walk(definition, answers);
  return {
    themes: definition.themes.map((theme) => themeResult(theme.key, definition.levels, walked)),
    findings: findings(walked),
  };
}

const isScored = ({ options }) => (options ?? []).some(({ points }) => points !== null);

/** What the answer is worth, or null when it says that the question does not apply. */
function pointsOf(options) {
  const given = options.map(({ points }) => points).filter((points) => points !== null);
  return given.length ? Math.min(given.reduce((a, b) => a + b), TOP_POINTS) : null;
}

function themeResult(theme, levels, walked) {
  let [total, weights, answered, of] = [0, 0, 0, 0];
  for (const { question, options } of walked) {
    if (question.theme !== theme || !isScored(question)) continue;
    const points = pointsOf(options);
    if (options.length && points === null) continue; // does not apply
    of += 1;
    if (points !== null) {
      answered += 1;
      total += points * question.weight;
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
  const found = walked.flatMap(({ question, options }) => {
    const points = pointsOf(options);
    const severity = points === null ? 0 : (TOP_POINTS - points) * question.weight;
    return options.filter(({ finding }) => finding).map(({ finding }) => ({ severity, theme: question.theme, ...finding }));
  });
  found.sort((a, b) => b.severity - a.severity);
  const isFirst = ({ code }, i) => found.findIndex((each) => each.code === code) === i;
  return found.filter(isFirst).map(({ code, theme, text }, i) => ({ code, theme, text, rank: i + 1 }));
}
