/* For Hoje: visits that wait for too long, in one line that leads to Envios. */
import { lateVisits, lateWords } from "../late.js";
import { html, icon, nothing } from "./parts.js";

export function lateNote({ records }) {
  const late = lateVisits(records);
  if (!late.count) return nothing;
  return html`<a class="note note-alert" href="#/envios">${icon("alert-triangle")}<span><b>${lateWords(late)}</b>
    Procure um lugar com internet e toque aqui para enviar.</span></a>`;
}
