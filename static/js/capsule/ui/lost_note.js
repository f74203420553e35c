/* The browser threw away what this phone kept (F05): said until somebody has read it. The server knows it too. */
import { html, icon } from "./parts.js";

export const lostNote = (app) => {
  const read = async () => {
    await app.store.setMeta("lostNote", false);
    await app.refresh();
  };
  return html`<div class="note note-alert" role="alert">${icon("alert-triangle")}<div>
    <p><b>O navegador apagou o que estava guardado neste aparelho.</b> O que já tinha sido recebido está no servidor. O que ainda não
      tinha sido enviado se perdeu daqui; a gestão foi avisada.</p>
    <p>Para não acontecer de novo, instale a Rota Ativa na tela inicial e envie sempre que tiver internet.</p>
    <button class="as-link link-btn" type="button" @click=${read}>Entendi</button></div></div>`;
};
