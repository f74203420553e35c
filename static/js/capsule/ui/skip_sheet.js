/* Pular: why a stop is left out today. One tap is the answer; it can be undone. */
import { REASONS } from "../day_plan.js";
import { skip } from "../day_changes.js";
import { hour, nameOf } from "../format.js";
import { callLink } from "../navigation.js";
import { openSheet } from "./sheet.js";
import { html, icon, nothing } from "./parts.js";

const promised = ({ window, business }) => html`<p class="note note-device">${icon("lock")}<span>Tem hora marcada às ${hour(window.from)}. Avise o cliente antes de pular.
  ${callLink(business) ? html`<a href=${callLink(business)}>Ligar agora</a>` : nothing}</span></p>`;

export function askWhy(app, stop) {
  openSheet(`Por que pular ${nameOf(stop.business)} hoje?`, (close) => html`${stop.window ? promised(stop) : nothing}
    <ul class="sheet-ways">${Object.entries(REASONS).map(([reason, text]) => html`<li>
      <button class="btn" type="button" @click=${() => (close(), skip(app, stop, reason))}>${text}</button></li>`)}</ul>
    <p class="hint">A gestão vê o motivo. Você pode voltar a parada para a rota quando quiser.</p>`);
}
