/* Pieces that the steps of a visit share. */
import { hour } from "../format.js";
import { html, icon, note, nothing } from "./parts.js";

const FULL = "O celular está sem espaço. O que você escreveu continua nesta tela: apague fotos ou vídeos e espere um instante.";
const FAILED = "Ainda não deu para guardar. O que você escreveu continua nesta tela; vamos tentar de novo.";

/** "Salvo no aparelho às 10:06", said politely and only when it is true. */
export function savedLine({ app, draft }) {
  if (app.saved.phase === "failed") return note("alert", "alert-triangle", app.saved.full ? FULL : FAILED, "alert");
  const at = app.saved.at ?? draft.startedAt;
  return html`<p class="saved" role="status">${icon("device-mobile")}Salvo no aparelho às ${hour(at)}</p>`;
}

export const button = (text, run, shape = "", busy = false) =>
  html`<button class="btn btn-primary" type="button" aria-busy=${busy ? "true" : nothing} @click=${run}>${shape ? icon(shape) : nothing}${text}</button>`;

export const backLink = (href, text = "Voltar") => html`<a class="btn" href=${href}>${text}</a>`;

/** The usual foot of a step: Voltar and one filled button; from the check page, only the way back to it. */
export const stepActions = (visit, { back, text, run }) =>
  html`${visit.returning ? nothing : backLink(visit.hash(back))}${button(visit.returning ? "Guardar e conferir" : text, run)}`;
