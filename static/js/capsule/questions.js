/* Which questions a conversation has, given what was answered so far (the rules decide; this only looks them up). */
import { missingAnswers, visibleQuestions } from "../rules/score.js";
import { walk } from "../rules/walk.js";

export const NOT_SAID = "_na";

export function relevantQuestions(instrument, answers) {
  if (!instrument) return [];
  const visible = new Set(visibleQuestions(instrument, answers));
  return instrument.questions.filter(({ key }) => visible.has(key));
}

/** Conversations that the phone carries, the unit's own beginning first. */
export const conversationsIn = ({ instrument, others = [] }) => (instrument ? [instrument, ...others] : others);

/** The visit's content with the conversation that the agent chose. */
export const withChosen = (content, { conversation }) => ({
  ...content,
  instrument: conversationsIn(content).find(({ key }) => key === conversation) ?? content.instrument,
});

export const isAnswered = (answers, { key, kind }) => kind === "note" || (answers[key] !== undefined && answers[key] !== "");

/** Given, but against the question's limits or its constraint: it does not count. */
export const isRefused = (instrument, answers, { key }) =>
  answers[key] !== undefined && walk(instrument, answers).some(({ question, value }) => question.key === key && value === null);

/** Answers to questions that still apply: an answer to a skipped one says nothing. */
export const relevantAnswers = (instrument, answers) =>
  Object.fromEntries(
    relevantQuestions(instrument, answers)
      .filter((question) => question.kind !== "note" && isAnswered(answers, question))
      .map(({ key }) => [key, answers[key]]),
  );

/** Questions that must be answered and are not. */
export function unanswered(instrument, answers) {
  if (!instrument) return [];
  const missing = new Set(missingAnswers(instrument, answers));
  return instrument.questions.filter(({ key }) => missing.has(key));
}

/** Where to go on: the first open question, or the last one. */
export function nextQuestion(instrument, answers) {
  const questions = relevantQuestions(instrument, answers);
  return questions.find((question) => !isAnswered(answers, question)) ?? questions.at(-1);
}
