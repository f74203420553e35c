/* What the answers say, on the phone and at once. The server computes the same again, and its result counts. */
import { match } from "../rules/match.js";
import { score } from "../rules/score.js";
import { relevantAnswers } from "./questions.js";

export const resultOf = (draft, { instrument }) =>
  instrument ? score(instrument, relevantAnswers(instrument, draft.answers)) : { themes: [], findings: [] };

export const suggestionsFor = (draft, content) => match(resultOf(draft, content).findings, content.tools);

/** Findings of this visit that a tool answers, by code. */
export function answeredBy(tool, findings) {
  const codes = new Set((tool?.answers ?? []).map(({ finding }) => finding));
  return findings.filter(({ code }) => codes.has(code)).map(({ code }) => code);
}

export const themeName = ({ instrument }, key) => instrument?.themes.find((theme) => theme.key === key)?.name ?? key;
