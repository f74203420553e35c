/* The copy to keep elsewhere when the phone is failing: what it is, and what became of it. */
import { moment, plural } from "../format.js";
import { rescue } from "../rescue.js";
import { html, icon, nothing } from "./parts.js";

const WORDS = {
  shared: "Cópia entregue ao aplicativo que você escolheu. Mande para a gestão.",
  saved: "Cópia guardada na pasta de downloads. Mande para a gestão.",
  "given up": "A cópia não foi feita. As visitas continuam guardadas aqui.",
};

/** Make the copy and say how it went; also used where nobody is signed in or the phone is locked. */
export async function makeRescue(app) {
  const { how, visits } = await rescue(app.store, app.user?.id);
  app.notify(visits || how === "given up" ? WORDS[how] : "Nada espera neste aparelho: a cópia tem só os rascunhos.");
  return app.refresh();
}

export const rescueCard = (app, rescued) => html`<section class="card stack"><h2>Cópia de segurança</h2>
  <p class="hint">O celular está falhando, ou a internet não volta? Guarde num arquivo o que ainda não foi enviado. Ele vai fechado:
    só o servidor consegue abrir. As visitas continuam também aqui.</p>
  ${rescued ? html`<p class="fine">Última cópia: ${moment(rescued.at)}, com ${plural(rescued.visits, "visita", "visitas")}${rescued.drafts ? ` e ${plural(rescued.drafts, "rascunho", "rascunhos")}` : nothing}.</p>` : nothing}
  <button class="btn" type="button" @click=${() => makeRescue(app)}>${icon("download")}Fazer uma cópia</button></section>`;
