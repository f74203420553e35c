/* The browser threw away what this phone kept (F05): said until somebody has read it. The server knows it too. */
import { html, icon } from "./parts.js";

export const lostNote = (app) => {
  const read = async () => {
    await app.store.setMeta("lostNote", false);
    await app.refresh();
  };
  return html`<div class="note note-alert" role="alert">${icon("alert-triangle")}<div>
    <p><b>O navegador apagou o que estava guardado neste aparelho.</b> O que foi recebido está no servidor; o que faltava enviar
      se perdeu daqui. A gestão foi avisada.</p>
    <p>Para não acontecer de novo, instale a Rota Ativa na tela inicial.</p>
    <button class="as-link link-btn" type="button" @click=${read}>Entendi</button></div></div>`;
};
