/* The copy to keep elsewhere when the phone is failing: what it is, and when the last one was made. */
import { moment, plural } from "../format.js";
import { makeRescue } from "../make_rescue.js";
import { html, icon, nothing } from "./parts.js";

export const rescueCard = (app, rescued) => html`<section class="card stack"><h2>Cópia de segurança</h2>
  <p class="hint">O celular está falhando, ou a internet não volta? Guarde num arquivo o que ainda não foi enviado. Ele vai fechado:
    só o servidor consegue abrir. As visitas continuam também aqui.</p>
  ${rescued ? html`<p class="fine">Última cópia: ${moment(rescued.at)}, com ${plural(rescued.visits, "visita", "visitas")}${rescued.drafts ? ` e ${plural(rescued.drafts, "rascunho", "rascunhos")}` : nothing}.</p>` : nothing}
  <button class="btn" type="button" @click=${() => makeRescue(app)}>${icon("download")}Fazer uma cópia</button></section>`;
