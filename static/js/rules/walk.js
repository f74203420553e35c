// Which answers count, question by question: the twin of the walk in diagnostics/rules/scoring.py, which tells the conventions.

import { apply, truthy } from "./json_logic.js";

const NOT_SAID = "_na";
const LOWEST = 0;
const HIGHEST = 1_000_000;

/** [{question, value, options}] of the questions that show; conditions see the answers above them only, a constraint its own too. */
export function walk(definition, answers) {
  const known = Object.create(null);
  const walked = [];
  for (const question of definition.questions) {
    const { key, relevant, constraint = null } = question;
    if (relevant !== null && !truthy(apply(relevant, known))) continue;
    let value = knownAnswer(question, Object.hasOwn(answers, key) ? answers[key] : null);
    if (value !== null && value !== NOT_SAID) {
      known[key] = value;
      if (constraint !== null && !truthy(apply(constraint, known))) {
        delete known[key];
        value = null;
      }
    }
    walked.push({ question, value, options: value === null ? [] : chosenOf(question, value) });
  }
  return walked;
}

/** The options that an answer chose. */
const chosenOf = ({ options }, value) => (options ?? []).filter(({ key }) => [value].flat().includes(key));

function knownAnswer(question, value) {
  const { kind } = question;
  if (value === NOT_SAID) return kind === "note" ? null : NOT_SAID;
  if (kind === "number") return wholeNumber(question, value);
  if (kind === "multiple") return several(question, value);
  if (typeof value !== "string") return null;
  if (kind === "text") return /[^ \t\r\n\u00a0]/.test(value) ? value : null;
  return chosenOf(question, value).length ? value : null;
}

/** A list of options, in their order and each once; a list with anything else in it is no answer. */
function several(question, value) {
  if (!Array.isArray(value)) return null;
  const keys = chosenOf(question, value).map(({ key }) => key);
  return keys.length && value.every((each) => keys.includes(each)) ? keys : null;
}

function wholeNumber(question, value) {
  const low = question.min ?? LOWEST;
  const high = question.max ?? HIGHEST;
  return Number.isInteger(value) && low <= value && value <= high ? value : null;
}
