/* The whole conversation on one page, to find the answer that has to change. */
import { nameOfDraft } from "../draft.js";
import { isAnswered, NOT_SAID, relevantQuestions } from "../questions.js";
import { heading, html } from "../ui/parts.js";

export async function answers(visit) {
  return () => screen(visit);
}

function wordsOf({ options = [] }, given) {
  if (given === NOT_SAID) return "Não sabe ou prefere não dizer";
  return [given].flat().map((one) => options.find(({ key }) => key === one)?.text ?? String(one)).join("; ");
}

function row({ draft, hash, returning }, question) {
  const isDone = isAnswered(draft.answers, question);
  return html`<div class=${isDone || !question.required ? "" : "is-missing"}><dt>${question.text}</dt>
    <dd>${isDone ? wordsOf(question, draft.answers[question.key]) : question.required ? "Falta responder" : "Não informado"}</dd>
    <dd class="act"><a class="link-btn" href=${hash(`conversa/${question.key}`, returning)}>${isDone ? "Alterar" : "Responder"}<span class="vh"> ${question.text}</span></a></dd></div>`;
}

function screen(visit) {
  const { draft, content, hash, returning } = visit;
  const back = hash(returning ? "confira" : "");
  return {
    title: nameOfDraft(draft),
    sub: "Etapa 3 de 6",
    back,
    main: html`${heading("O que foi respondido")}
      <dl class="answers">${relevantQuestions(content.instrument, draft.answers).filter(({ kind }) => kind !== "note").map((question) => row(visit, question))}</dl>`,
    action: html`<a class="btn btn-primary" href=${back}>${returning ? "Voltar para a conferência" : "Voltar para as etapas"}</a>`,
  };
}
