/* The browser threw away what this phone kept, or a part of it (F05, F06): said until somebody has read it. */
import { html, icon } from "./parts.js";

export const lostNote = (app) => {
  const read = async () => {
    await app.store.setMeta("lostNote", false);
    await app.refresh();
  };
  return html`<div class="note note-alert" role="alert">${icon("alert-triangle")}<div>
    <p><b>O navegador apagou o que estava guardado neste aparelho, ou uma parte.</b> O que foi recebido está no
      servidor. Conte à gestão que visitas você fez e não vê mais.</p>
    <p>Para não acontecer de novo, instale a Rota Ativa na tela inicial.</p>
    <button class="as-link link-btn" type="button" @click=${read}>Entendi</button></div></div>`;
};
