/* The browser threw away what this phone kept, or a part of it (F05, F06): said until somebody has read it. */
import { html, icon } from "./parts.js";

/** What happened, and what can be done about it. */
export const LOST = [
  "O navegador apagou o que estava guardado neste aparelho, ou uma parte.",
  "O que foi recebido está no servidor. Conte à gestão quais visitas você fez e não vê mais.",
];

export const lostNote = (app) => {
  const read = async () => {
    await app.store.setMeta("lostNote", false);
    await app.refresh();
  };
  return html`<div class="note note-alert" role="alert">${icon("alert-triangle")}<div>
    <p><b>${LOST[0]}</b> ${LOST[1]}</p>
    <p>Para não acontecer de novo, instale a Rota Ativa na tela inicial.</p>
    <button class="as-link link-btn" type="button" @click=${read}>Entendi</button></div></div>`;
};
