/* Confira antes de concluir: question above, answer below, Alterar at the right; what is missing comes first. */
import { deliveriesOf, hasAccepted, isRemote, nameOfDraft, personOf, photosOf } from "../draft.js";
import { countingOf, finishVisit, problemsOf } from "../finish.js";
import { fromIsoDay, longDay, maskedCpf, plural } from "../format.js";
import { sayProblems } from "../gate.js";
import { noteDeparture } from "../locate.js";
import { promisedAt } from "../promise.js";
import { isAnswered, relevantQuestions, unanswered } from "../questions.js";
import { area } from "../ui/fields.js";
import { savedLine } from "../ui/visit_parts.js";
import { heading, html, icon, note, nothing } from "../ui/parts.js";
import { MODES } from "./next_step.js";
import { acceptedHow } from "./sections.js";

const STEP_OF = { outcome: "chegada", notice: "aviso", person: "cliente", conversation: "conversa", delivery: "entrega", next_step: "proximo" };
const STEP_OF_CODE = { no_return: "contato", return_in_the_past: "contato", no_need: "credito", no_guidance: "outra" };
const CHANNEL_WORDS = { in_person: "Nova visita", phone: "Telefone", whatsapp: "WhatsApp", video: "Vídeo" };

export async function check(visit) {
  const state = { problems: [], busy: false };
  const look = async () => {
    [state.problems, state.counting] = await Promise.all([problemsOf(visit), countingOf(visit)]);
  };
  await look();
  noteDeparture(visit);
  const change = (patches) => (visit.change(patches), look().then(visit.app.render));
  return { draw: () => screen({ ...visit, change }, state, () => conclude(visit, state)), refresh: look };
}

async function conclude(visit, state) {
  if (state.busy) return;
  state.busy = true;
  visit.app.render();
  const problems = await finishVisit(visit);
  state.busy = false;
  if (!problems.length) return;
  state.problems = problems;
  sayProblems(visit.app);
}

/** What is missing, each with the step that mends it; a missing answer leads to its own question. */
function missingOf({ draft, content, hash }, problems) {
  return problems.flatMap(({ code, message, where, blocks }) => {
    const step = STEP_OF_CODE[code] ?? STEP_OF[where];
    if (code !== "answers_missing") return [{ label: message, href: step && hash(step, true), blocks }];
    return unanswered(content.instrument, draft.answers).map(({ key, text }) => ({ label: text, href: hash(`conversa/${key}`, true), blocks, isAnswer: true }));
  });
}

function screen(visit, state, finish) {
  const { draft } = visit;
  const missing = missingOf(visit, state.problems);
  const blocking = missing.filter(({ blocks }) => blocks);
  return {
    title: nameOfDraft(draft),
    sub: "Etapa 6 de 6",
    back: visit.hash("credito"),
    main: html`${heading("Confira antes de concluir")}${alarm(blocking)}${hints(missing)}
      <dl class="answers">${[...blocking.filter(({ isAnswer }) => isAnswer), ...rows(visit)].sort(missingFirst).map((line) => answer(visit, line))}</dl>
      ${area({ id: "notas", label: "Anotações para a equipe", value: draft.notes, optional: true, onInput: (notes) => visit.change({ notes }) })}
      <p class="hint">Ao concluir, a visita fica guardada neste aparelho e segue sozinha quando houver internet.</p>${counted(state.counting)}${savedLine(visit)}`,
    action: blocking[0]?.href
      ? html`<a class="btn btn-primary" href=${blocking[0].href}>Responder o que falta</a>`
      : html`<button class="btn btn-primary" type="button" aria-busy=${state.busy ? "true" : nothing} @click=${finish}>${icon("check")}${state.busy ? "Guardando…" : "Concluir visita"}</button>`,
  };
}

/** What becomes of it in SAS; a missing CPF is told above already. */
function counted({ kind, counts, why }) {
  if (kind === "waits") return nothing;
  return note(counts ? "done" : "device", counts ? "circle-check" : "info-circle", `${counts ? "Conta como atendimento." : "Fica registrada, mas não conta como atendimento."} ${why}`);
}

/** "Faltam 2 respostas: "; nothing is counted when the phone itself is what keeps the visit. */
function howMany(blocking) {
  if (blocking.some(({ href }) => !href)) return "";
  const [one, many] = blocking.every(({ isAnswer }) => isAnswer) ? ["resposta", "respostas"] : ["coisa", "coisas"];
  return `${blocking.length === 1 ? "Falta" : "Faltam"} ${plural(blocking.length, one, many)}${told(blocking).length < blocking.length ? ". As primeiras" : ""}: `;
}

/** Of twenty answers that are missing, the first three: the list below has each of them. */
const told = (blocking) => blocking.filter(({ isAnswer }, place) => !isAnswer || place < 3);

const alarm = (blocking) => (blocking.length ? html`<div class="note note-alert" role="alert" tabindex="-1" id="problemas">${icon("alert-triangle")}<span>${howMany(blocking)}${told(blocking).map(
    ({ label, href }, i) => html`${i ? html`<br>` : nothing}${href ? html`<a href=${href}>${label}</a>` : label}`)}</span></div>` : nothing);

const hints = (missing) => missing.filter(({ blocks, href }) => !blocks && !missing.some((each) => each.blocks && each.href === href)).map(({ label, href }) =>
  html`<div class="note note-device">${icon("info-circle")}<span>${label} <a href=${href}>Incluir</a></span></div>`);

const answer = ({ hash }, { term, label = term, value, step, href = hash(step, true) }) => html`<div class=${value ? "" : "is-missing"}><dt>${label}</dt><dd>${value || "Falta responder"}</dd>
  <dd class="act"><a class="link-btn" href=${href}>${value ? "Alterar" : "Responder"}<span class="vh"> ${label}</span></a></dd></div>`;

const missingFirst = (a, b) => Boolean(a.value) - Boolean(b.value);

function rows({ draft, content }) {
  const who = personOf(draft);
  const all = relevantQuestions(content.instrument, draft.answers);
  const given = all.filter((question) => isAnswered(draft.answers, question)).length;
  const extra = draft.consent.choices.whatsapp === "given" ? ", com WhatsApp" : "";
  const tools = deliveriesOf(draft).map(({ tool }) => content.tools.find(({ key }) => key === tool)?.name ?? "Orientação");
  return [
    { term: "Cliente", step: "cliente", value: who.name && html`${who.name}${who.cpf ? html`<br>CPF ${maskedCpf(who.cpf)}` : nothing}` },
    { term: "Aceite", step: "aviso", value: hasAccepted(draft) && acceptedHow(draft) + extra },
    { term: "Conversa", step: all.length ? "respostas" : "conversa", value: all.length ? `${given} de ${all.length} perguntas` : "Sem perguntas" },
    { term: "Entrega", step: "entrega", value: tools.join(", ") },
    { term: "Próximo passo", step: "proximo", value: nextStepWords(draft, content) },
    { term: "Próximo contato", step: "contato", value: contactWords(draft.contact, draft.channel) },
    { term: "Crédito", step: "credito", value: draft.credit.wanted === "yes" ? draft.credit.need?.trim() && html`<span class="two-lines">${draft.credit.need}</span>` : draft.credit.wanted ? "Não pediu" : "Não informado" },
    ...(isRemote(draft) ? [] : [{ term: "Fotos do local", step: "fotos", value: photosOf(draft).length ? plural(photosOf(draft).length, "foto", "fotos") : "Não informado" }]),
  ];
}

const nextStepWords = ({ nextStep }, { journeys }) =>
  [journeys.find(({ key }) => key === nextStep.destination)?.name, MODES.find(({ key }) => key === nextStep.mode)?.text.toLowerCase()].filter(Boolean).join(", ");

function contactWords({ wanted, date, time, channel }, current) {
  if (wanted !== "yes") return wanted ? "Não precisa" : "Não informado";
  if (!promisedAt({ date, time })) return "";
  return `${CHANNEL_WORDS[channel ?? current]}, ${longDay(fromIsoDay(date))}${time ? ` às ${time}` : ""}`;
}
