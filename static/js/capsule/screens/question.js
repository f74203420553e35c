/* The conversation: one question a screen, saved as it is answered, skipped when it doesn't apply. */
import { nameOfDraft } from "../draft.js";
import { leftWords } from "../pace.js";
import { isAnswered, nextQuestion, NOT_SAID, relevantQuestions } from "../questions.js";
import { themeName } from "../result.js";
import { area, field, tile } from "../ui/fields.js";
import { backLink, button, savedLine } from "../ui/visit_parts.js";
import { empty, heading, html, nothing, stepLine } from "../ui/parts.js";

export async function question(visit, { rest }) {
  const { instrument } = visit.content;
  if (!instrument) return () => noInstrument(visit);
  const all = relevantQuestions(instrument, visit.draft.answers);
  const asked = all.find(({ key }) => key === rest) ?? nextQuestion(instrument, visit.draft.answers);
  return { draw: () => screen(visit, asked), question: asked.key };
}

const noInstrument = (visit) => ({
  title: nameOfDraft(visit.draft),
  back: visit.hash(""),
  main: html`${heading("As perguntas ainda não chegaram")}${empty("Conecte-se uma vez para receber as perguntas", "Enquanto isso, escreva nas anotações da conferência o que o cliente contou.")}`,
  action: button("Ir para a entrega", () => visit.go("entrega")),
});

function screen(visit, asked) {
  const { draft, content } = visit;
  const all = relevantQuestions(content.instrument, draft.answers); // an answer may open or close others
  const position = all.findIndex(({ key }) => key === asked.key);
  const before = all[position - 1];
  const after = all[position + 1];
  const answered = isAnswered(draft.answers, asked);
  const go = () =>
    isOff(asked, draft.answers[asked.key]) ? document.getElementById("resposta")?.focus() : visit.go(after ? `conversa/${after.key}` : "resultado");
  return {
    title: nameOfDraft(draft),
    sub: `Pergunta ${position + 1} de ${all.length}`,
    back: visit.hash(""),
    backLabel: "Ver as etapas da visita",
    backIcon: "list-check",
    heading: asked.text,
    ask: true,
    main: html`${stepLine(3)}<div class="stack-s">
        <p class="eyebrow">Etapa 3 de 6, ${themeName(content, asked.theme)} · ${leftWords(visit, "conversation")}</p>
        ${heading(asked.text)}${asked.help ? html`<p class="hint">${asked.help}</p>` : nothing}</div>
      ${answerOf(visit, asked)}
      <div class="row between">${savedLine(visit)}</div>`,
    action: visit.returning
      ? button("Guardar e conferir", go)
      : html`${backLink(before ? visit.hash(`conversa/${before.key}`) : visit.hash("negocio"))}
          ${button(answered || !asked.required ? (after ? "Continuar" : "Ver o resultado") : "Responder depois", go)}`,
  };
}

function answerOf(visit, asked) {
  const value = visit.draft.answers[asked.key];
  const answer = (given) => visit.change({ [`answers.${asked.key}`]: given });
  const unsaid = tile({ name: asked.key, text: "Não sabe ou prefere não dizer", small: true, checked: value === NOT_SAID, onPick: () => answer(NOT_SAID) });
  if (asked.kind === "single") {
    return html`<fieldset class="choices"><legend class="vh">${asked.text}</legend>
      ${asked.options.map(({ key, text }) => tile({ name: asked.key, text, checked: value === key, onPick: () => answer(key) }))}${unsaid}</fieldset>`;
  }
  const typed = value === NOT_SAID ? "" : value;
  const skip = tile({ name: asked.key, type: "checkbox", text: "Não sabe ou prefere não dizer", small: true, checked: value === NOT_SAID,
    onPick: (on) => answer(on ? NOT_SAID : undefined) });
  return html`<div class="stack">${asked.kind === "number" ? number(asked, typed, answer) : words(asked, typed, answer)}${skip}</div>`;
}

const isOff = ({ kind, min = 0, max = 1_000_000 }, given) => kind === "number" && typeof given === "number" && (given < min || given > max);

/** Whole numbers: what is no digit doesn't stay in the field, and "1,5" isn't fifteen. */
function number(asked, typed, answer) {
  const { min = 0, max = 1_000_000 } = asked;
  const onInput = (text) => {
    const kept = text.split(/[.,]/)[0].replace(/\D/g, "");
    document.getElementById("resposta").value = kept;
    answer(kept ? Number(kept) : undefined);
  };
  return field({ id: "resposta", label: "Resposta, em números", mode: "numeric", max: 7, enter: "go", value: typed ?? "",
    error: isOff(asked, typed) ? `Use um número de ${min} a ${max}.` : "", onInput });
}

const words = (asked, typed, answer) =>
  area({ id: "resposta", label: "Resposta, com as palavras do cliente", value: typed ?? "", onInput: (text) => answer(text || undefined) });
