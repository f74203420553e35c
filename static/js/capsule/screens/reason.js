/* The other outcomes take seconds: a quick word why, when to come back if that was agreed, and done. */
import { correctedNow } from "../clock.js";
import { MAY_RETURN, reasonFor } from "../reasons.js";
import { isRemote, nameOfDraft, photosOf } from "../draft.js";
import { finishVisit } from "../finish.js";
import { plural } from "../format.js";
import { createGate, sayProblems } from "../gate.js";
import { noteDeparture } from "../locate.js";
import { promiseProblem } from "../promise.js";
import { howItCounts } from "../../rules/counting.js";
import { dayOf } from "../today_stops.js";
import { area, problemList } from "../ui/fields.js";
import { backLink, button, savedLine } from "../ui/visit_parts.js";
import { heading, html, icon, nothing } from "../ui/parts.js";
import { when } from "../ui/when.js";

const stopOf = ({ app, draft }) => Object.values(dayOf(app)).flat().find((stop) => stop?.id && stop.id === draft.stopId);
const SHOWS_IT = new Set(["closed", "moved", "not_found"]); // a picture of the front tells it

export async function reason(visit) {
  noteDeparture(visit);
  const gate = createGate(visit, missing);
  const state = { left: [], busy: false };
  const finish = () => gate.pass(() => conclude(visit, state));
  return () => screen(visit, [...gate.shown(), ...state.left], state, finish);
}

async function conclude(visit, state) {
  if (state.busy) return;
  state.busy = true;
  visit.app.render();
  state.left = (await finishVisit(visit)).filter(({ blocks }) => blocks);
  state.busy = false;
  if (state.left.length) sayProblems(visit.app);
}

function missing({ draft: { outcome, contact } }) {
  if (!MAY_RETURN.has(outcome) || (outcome !== "come_back" && !contact.date)) return [];
  const wrong = promiseProblem(contact, correctedNow());
  const focus = contact.isOther ? "volta-dia" : "volta-quando";
  return wrong ? [{ message: wrong, focus }] : [];
}

function screen(visit, problems, { busy }, finish) {
  const { draft, change } = visit;
  const [question, label, quick] = reasonFor(draft);
  const promise = draft.outcome === "come_back";
  const note = promise ? draft.contact.purpose : draft.notes;
  const write = (text) => change(promise ? { "contact.purpose": text } : { notes: text });
  return {
    title: nameOfDraft(draft),
    sub: draft.stopLabel || "Fora da rota de hoje",
    back: visit.hash("chegada"),
    main: html`${heading(question)}${problemList(problems)}
      ${promise ? when(visit, problems, { prefix: "volta", legend: "Dia e hora", note }) : quickWords(quick, note ?? "", write)}
      ${area({ id: "anotacao", label, value: note, optional: true, max: promise ? 160 : 2000, onInput: write })}
      ${MAY_RETURN.has(draft.outcome) && !promise ? mayReturn(visit, problems, note) : nothing}
      ${SHOWS_IT.has(draft.outcome) && !isRemote(draft) ? facade(visit) : nothing}
      <p class="hint">${howItCounts(draft, null, Boolean(stopOf(visit)?.window)).why} Não conta como atendimento.</p>
      <p class="hint">Ao concluir, a visita fica guardada neste aparelho e segue sozinha quando houver internet.</p>
      ${savedLine(visit)}`,
    action: html`${backLink(visit.hash("chegada"))}${button(busy ? "Guardando…" : "Concluir visita", finish, "", busy)}`,
  };
}

/** Usual words, one tap each; what is typed besides them stays. */
export function quickWords(words, note, write) {
  if (!words.length) return nothing;
  const parts = note.split("; ").filter(Boolean);
  const toggle = (word) => write((parts.includes(word) ? parts.filter((part) => part !== word) : [...parts, word]).join("; "));
  return html`<div class="chips" role="group" aria-label="Respostas rápidas">${words.map((word) =>
    html`<button class="chip-btn" type="button" aria-pressed=${parts.includes(word) ? "true" : "false"} @click=${() => toggle(word)}>${word}</button>`)}</div>`;
}

/** Nobody asked for it, but a return can be marked: it goes into the route like any other. */
const mayReturn = (visit, problems, note) => html`<details class="fold" ?open=${Boolean(visit.draft.contact.date)}><summary>Deixar a ${isRemote(visit.draft) ? "conversa" : "volta"} marcada</summary>
  ${when(visit, problems, { prefix: "volta", legend: isRemote(visit.draft) ? "Quando falar de novo?" : "Quando voltar?", note })}
  ${visit.draft.contact.date ? html`<button class="btn btn-quiet btn-s" type="button" @click=${() => visit.change({ contact: {} })}>${icon("x")}Não marcar</button>` : nothing}</details>`;

function facade({ draft, hash }) {
  const count = photosOf(draft).length;
  return html`<a class="btn btn-s" href=${hash("fotos")}>${icon("camera")}${count ? plural(count, "foto da fachada", "fotos da fachada") : "Foto da fachada (se quiser)"}</a>`;
}
