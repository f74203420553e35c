/* The conversation: one question a screen, saved as it is answered, skipped when it doesn't apply. */
import { nameOfDraft } from "../draft.js";
import { leftWords } from "../pace.js";
import { conversationsIn, isAnswered, isRefused, nextQuestion, NOT_SAID, relevantQuestions } from "../questions.js";
import { themeName } from "../result.js";
import { area, field, tile } from "../ui/fields.js";
import { backLink, button, savedLine } from "../ui/visit_parts.js";
import { empty, heading, html, note, nothing, stepLine } from "../ui/parts.js";

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
    isOff(visit, asked) ? document.getElementById("resposta")?.focus() : visit.go(after ? `conversa/${after.key}` : "resultado");
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
        ${before ? nothing : whichOne(visit)}${heading(asked.text)}${asked.help ? html`<p class="hint">${asked.help}</p>` : nothing}</div>
      ${answerOf(visit, asked)}
      <div class="row between">${savedLine(visit)}</div>`,
    action: visit.returning
      ? button("Guardar e conferir", go)
      : html`${backLink(before ? visit.hash(`conversa/${before.key}`) : visit.hash("negocio"))}
          ${button(answered || !asked.required ? (after ? "Continuar" : "Ver o resultado") : "Responder depois", go)}`,
  };
}

/** At the first question: which conversation this is, and the way to another. */
const whichOne = ({ content, hash }) =>
  conversationsIn(content).length > 1
    ? html`<p class="hint">${content.instrument.title}, uns ${content.instrument.minutes} min. <a href=${hash("escolha")}>Trocar<span class="vh"> a conversa</span></a></p>`
    : nothing;

/** An answer that does not count, as a number out of its limits. */
const isOff = ({ draft, content }, asked) => (asked.kind === "number" || asked.constraint) && isRefused(content.instrument, draft.answers, asked);

const written = (number) => number.toLocaleString("pt-BR");

function whatIsOff({ kind, min = 0, max = 1_000_000, constraint, constraint_message: message }) {
  if (message || constraint) return message || "Esta resposta não combina com as outras. Confira.";
  return kind === "number" ? `Use um número de ${written(min)} a ${written(max)}.` : "";
}

function answerOf(visit, asked) {
  if (asked.kind === "note") return nothing;
  const value = visit.draft.answers[asked.key];
  const answer = (given) => visit.change({ [`answers.${asked.key}`]: given });
  const unsaid = tile({ name: asked.key, text: "Não sabe ou prefere não dizer", small: true, checked: value === NOT_SAID, onPick: () => answer(NOT_SAID) });
  const error = isOff(visit, asked) ? whatIsOff(asked) : "";
  if (asked.kind === "multiple") return several(asked, value, answer, unsaid, error);
  if (asked.kind === "single") {
    return html`<fieldset class="choices"><legend class="vh">${asked.text}</legend>
      ${asked.options.map(({ key, text }) => tile({ name: asked.key, text, checked: value === key, onPick: () => answer(key) }))}${unsaid}</fieldset>${alarm(error)}`;
  }
  const typed = value === NOT_SAID ? "" : value;
  const skip = tile({ name: asked.key, type: "checkbox", text: "Não sabe ou prefere não dizer", small: true, checked: value === NOT_SAID,
    onPick: (on) => answer(on ? NOT_SAID : undefined) });
  return html`<div class="stack">${asked.kind === "number" ? number(asked, typed, answer, error) : words(asked, typed, answer, error)}${skip}</div>`;
}

const alarm = (error) => (error ? note("alert", "alert-triangle", error, "alert") : nothing);

/** Any number of options; in the order of the list, none left is no answer. */
function several({ key: name, text: legend, options }, value, answer, unsaid, error) {
  const chosen = Array.isArray(value) ? value : [];
  const pick = (key, on) => {
    const now = options.map((option) => option.key).filter((each) => (each === key ? on : chosen.includes(each)));
    answer(now.length ? now : undefined);
  };
  return html`<fieldset class="choices"><legend class="vh">${legend}</legend>
    ${options.map(({ key, text }) => tile({ name: `${name}-${key}`, type: "checkbox", text, checked: chosen.includes(key), onPick: (on) => pick(key, on) }))}${unsaid}</fieldset>${alarm(error)}`;
}

/** Whole numbers: what is no digit doesn't stay in the field, and "1,5" isn't fifteen. */
function number(asked, typed, answer, error) {
  const onInput = (text) => {
    const kept = text.split(/[.,]/)[0].replace(/\D/g, "");
    document.getElementById("resposta").value = kept;
    answer(kept ? Number(kept) : undefined);
  };
  return field({ id: "resposta", label: "Resposta, em números", mode: "numeric", max: 7, enter: "go", value: typed ?? "", error, onInput });
}

const words = (asked, typed, answer, error) =>
  area({ id: "resposta", label: "Resposta, com as palavras do cliente", value: typed ?? "", error, onInput: (text) => answer(text || undefined) });
