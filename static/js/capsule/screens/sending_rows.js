/* Envios, line by line: each visit in exactly one of the six states, with its own shape, and what to do about it. */
import { nameOfDraft } from "../draft.js";
import { hour, moment } from "../format.js";
import { visitHash } from "../router.js";
import { html, nothing, stateShape, stateWord } from "../ui/parts.js";

const FEW = 20;

const row = (state, name, detail, action = nothing) =>
  html`<li>${stateShape(state)}<span><b>${name || "Visita guardada"}</b>${stateWord(state)}${detail}</span>${action}</li>`;

const below = (text) => html`<br><span class="fine">${text}</span>`;
const beside = (text) => html` <span class="fine">· ${text.replaceAll(" ", "\u00a0")}</span>`; // an hour stays beside its day

export const group = (name, rows, count = rows.length) =>
  rows.length ? html`<h2 class="group-head">${name} <span>${count}</span></h2><ul class="sync">${rows}</ul>` : nothing;

export const draftRow = (draft) =>
  row("draft", nameOfDraft(draft), beside(moment(draft.startedAt)), html`<a class="link-btn" href=${draft.at || visitHash(draft.id)}>Continuar<span class="vh"> ${nameOfDraft(draft)}</span></a>`);

/** Today the hour is enough; a visit of another day says which. */
const when = (finishedAt) => moment(finishedAt).replace(/^hoje, /, "");

export function waitingRow({ sync: { status } }, { id, name, finishedAt, tries, cuts, nextTryAt }, now = Date.now()) {
  if (status.sending === id) return row("sending", name, below("Se a internet cair, retoma sozinha."));
  const next = nextTryAt && Date.parse(nextTryAt) > now ? `Nova tentativa às ${hour(nextTryAt)}.` : "O aparelho tenta outra vez.";
  const again = tries ? below(`O servidor não conseguiu guardar. ${next}`) : cuts ? below("A internet caiu no meio do envio. Vai de novo, inteira.") : nothing;
  return row("device", name, html`${beside(when(finishedAt))}${again}`);
}

export function refusedRow(app, { id, name, problem }) {
  const again = async () => {
    await app.store.updateQueued(id, { state: "device", problem: "", tries: 0, nextTryAt: "" });
    await app.sync.send(true);
    await app.refresh();
  };
  return row("attention", name, below(`${problem} Ela está guardada aqui e não se perde. Avise a gestão; o aparelho tenta sozinho quando o sistema mudar.`),
    html`<button class="link-btn as-link" type="button" @click=${again}>Tentar de novo<span class="vh"> ${name}</span></button>`);
}

export const troubledRow = ({ name, problem, businessId }) =>
  row("attention", name, below(`${problem || "Falta um acerto para o registro nacional."} O servidor já tem a visita, e a gestão foi avisada.`),
    businessId ? html`<a class="link-btn" href="#/negocio/${businessId}">Ver<span class="vh"> ${name}</span></a>` : nothing);

const goneRow = ({ state, name, finishedAt }) => row(state === "registered" ? "registered" : "received", name, beside(moment(finishedAt)));

/** The newest ones, and the rest when asked for. */
export function goneGroup(gone, showAll, onMore) {
  const shown = showAll ? gone : gone.slice(0, FEW);
  return html`${group("Já foram", shown.map(goneRow), gone.length)}${shown.length < gone.length
    ? html`<button class="btn" type="button" @click=${onMore}>Mostrar as outras ${gone.length - shown.length}</button>`
    : nothing}`;
}
