/* Which questions a conversation has, given what was answered so far (the rules decide; this only looks them up). */
import { missingAnswers, visibleQuestions } from "../rules/score.js";

export const NOT_SAID = "_na";

export function relevantQuestions(instrument, answers) {
  if (!instrument) return [];
  const visible = new Set(visibleQuestions(instrument, answers));
  return instrument.questions.filter(({ key }) => visible.has(key));
}

export const isAnswered = (answers, { key }) => answers[key] !== undefined && answers[key] !== "";

/** Answers to questions that still apply: an answer to a skipped one says nothing. */
export const relevantAnswers = (instrument, answers) =>
  Object.fromEntries(
    relevantQuestions(instrument, answers)
      .filter((question) => isAnswered(answers, question))
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
