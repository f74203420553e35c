/* What the answers say, on the phone and at once. The server computes the same again, and its result counts. */
import { match } from "../rules/match.js";
import { said, score } from "../rules/score.js";
import { relevantAnswers } from "./questions.js";

export const resultOf = (draft, { instrument }) =>
  instrument ? score(instrument, relevantAnswers(instrument, draft.answers)) : { themes: [], findings: [] };

export const MOST_USEFUL = 3;

/** The gaps that matter most, each with the client's own words: {text, said}. */
export function gapsOf(draft, content) {
  const words = content.instrument ? said(content.instrument, relevantAnswers(content.instrument, draft.answers)) : {};
  return resultOf(draft, content).findings.slice(0, MOST_USEFUL).map(({ code, text }) => ({ text, said: words[code] }));
}

/** The result of last time, when the same conversation in the same version was had: {on, themes: {theme: score}}. */
export const beforeOf = ({ business }, { instrument }) =>
  (business.diagnoses ?? []).find((each) => each.instrument === instrument?.key && each.version === instrument.number);

export const suggestionsFor = (draft, content) => match(resultOf(draft, content).findings, content.tools);

/** Findings of this visit that a tool answers, by code. */
export function answeredBy(tool, findings) {
  const codes = new Set((tool?.answers ?? []).map(({ finding }) => finding));
  return findings.filter(({ code }) => codes.has(code)).map(({ code }) => code);
}

export const themeName = ({ instrument }, key) => instrument?.themes.find((theme) => theme.key === key)?.name ?? key;
