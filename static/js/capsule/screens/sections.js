/* The steps of a visit as the same line, one door a section: Feito, Continuar, Depois. */
import { hour, maskedCpf, moment, plural } from "../format.js";
import { deliveriesOf, hasAccepted, isRemote, nameOfDraft, personOf, photosOf } from "../draft.js";
import { discard } from "../discard.js";
import { leftWords } from "../pace.js";
import { lastTime } from "../ui/last_time.js";
import { nextQuestion, relevantQuestions, unanswered } from "../questions.js";
import { heading, html, icon, nothing } from "../ui/parts.js";

/** Each section: name, what was done in it, whether it is done, and where it opens. */
function sectionsOf({ draft, content }) {
  const { instrument } = content;
  const all = relevantQuestions(instrument, draft.answers).length;
  const open = unanswered(instrument, draft.answers).length;
  const accepted = hasAccepted(draft);
  const person = personOf(draft);
  const left = deliveriesOf(draft).length;
  return [
    { name: "Aviso e aceite", step: "aviso", done: accepted, detail: accepted ? acceptedHow(draft) : "" },
    { name: "Cliente e negócio", step: "cliente", done: Boolean(draft.person.name), detail: [person.name, maskedCpf(person.cpf)].filter(Boolean).join(" · ") },
    { name: "Conversa", step: all > 0 && !open ? "respostas" : conversationStep(draft, instrument), done: all > 0 && !open, detail: `${all - open} de ${plural(all, "pergunta", "perguntas")}` },
    { name: "Resultado", step: "resultado", done: left > 0 || Boolean(draft.sawResult), detail: "" },
    { name: "Entrega", step: "entrega", done: left > 0, detail: left ? plural(left, "entrega", "entregas") : "" },
    { name: "Próximo passo e conferência", step: draft.nextStep.mode ? "confira" : "proximo", done: false, detail: "" },
  ];
}

export const acceptedHow = ({ consent }) =>
  `${consent.proof === "signature" ? "Assinado" : "Aceito de viva voz"} às ${hour(consent.answeredAt)}`;

export const conversationStep = ({ answers }, instrument) => `conversa/${nextQuestion(instrument, answers)?.key ?? ""}`;

/** The part of the visit that each section is, for the time that is left. */
const PARTS = ["notice", "person", "conversation", "result", "delivery", "next_step"];

export async function sections(visit) {
  return () => screen(visit);
}

function screen(visit) {
  const { draft } = visit;
  const list = sectionsOf(visit);
  const now = list.findIndex(({ done }) => !done);
  return {
    title: nameOfDraft(draft),
    sub: draft.stopLabel || "Fora da rota de hoje",
    back: "#/hoje",
    backLabel: "Voltar para a rota",
    main: html`<div class="stack-s">${heading("Etapas da visita")}<p class="hint">Começada ${moment(draft.startedAt)} · ${leftWords(visit, PARTS[now] ?? "check")}. Tudo guardado no aparelho.</p></div>
      ${lastTime(visit.app, draft.business)}
      <ol class="tasks">${list.map((section, index) => task(visit, section, index, now))}</ol>
      ${isRemote(draft) ? nothing : photoLink(visit)}
      <button class="btn btn-quiet" type="button" @click=${() => discard(visit.app, visit.draft)}>${icon("trash")}Descartar este rascunho</button>`,
    action: html`<a class="btn btn-primary" href=${visit.hash(list[now]?.step ?? "confira")}>Continuar: ${list[now]?.name ?? "conferir"}</a>`,
  };
}

function photoLink({ draft, hash }) {
  const count = photosOf(draft).length;
  return html`<a class="btn btn-s" href=${hash("fotos")}>${icon("camera")}${count ? plural(count, "foto do local", "fotos do local") : "Fotos do local (se quiser)"}</a>`;
}

function task(visit, { name, step, done, detail }, index, now) {
  const state = done ? "is-done" : index === now ? "is-now" : "";
  const word = done ? html`<span class="hint">Feito</span>` : index === now ? html`<span class="strong">Continuar</span>` : html`<span class="hint">Depois</span>`;
  return html`<li><a class=${state} href=${visit.hash(step)} aria-current=${index === now ? "step" : "false"}>
    <span class="task-dot">${done ? icon("check") : index + 1}</span><span>${name}${detail ? html`<small>${detail}</small>` : ""}</span>${word}</a></li>`;
}
