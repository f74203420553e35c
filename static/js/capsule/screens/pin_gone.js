/* The PIN opens nothing any more: why, what is safe, and the way back, which is to sign in again. */
import { plural } from "../format.js";
import { askForKey, signOut } from "../key_back.js";
import { LOST } from "../ui/lost_note.js";
import { heading, html, icon, note, nothing } from "../ui/parts.js";
import { createPin } from "./pin_create.js";

const WHY = {
  forgotten: ["Vamos criar um PIN novo", "Para saber que é você, entre com o seu e-mail e a sua senha. É preciso ter internet."],
  tries: ["PIN errado 5 vezes", "Por segurança ele não vale mais. Entre com o seu e-mail e a sua senha e crie um PIN novo. É preciso ter internet."],
  expired: ["Faz tempo que este aparelho não fala com o servidor", "Por segurança o PIN venceu. Entre com o seu e-mail e a sua senha e crie um PIN novo. É preciso ter internet."],
  revoked: ["A gestão desligou este aparelho", "A rota e os clientes foram apagados daqui. Se o aparelho está com você, fale com a gestão da sua regional."],
};
const EMPTIED = ["Confirme que é você", "Para receber a rota de novo, entre com o seu e-mail e a sua senha. É preciso ter internet."];
const ANSWERS = {
  network: "Sem internet agora. Tente de novo quando ela voltar.",
  refused: "O servidor não conseguiu abrir a chave deste aparelho. Os rascunhos continuam guardados, fechados: avise a gestão. Se não puder esperar, comece de novo.",
};

/** The store was emptied while somebody was signed in: by the browser, or by a finder, who does not know the password. */
export function passwordFirst(app) {
  const state = { problem: "" };
  const before = () => app.sync.send(true, true); // this session can still tell the server what was lost (F05)
  return { draw: () => screen(app, state, EMPTIED, note("alert", "alert-triangle", LOST.join(" "), "alert"), before) };
}

/** Signed in a moment ago? Then the key comes back at once, and a new PIN is asked for. */
export async function pinGone(app) {
  const { why } = (await app.store.vault.rowOf(app.user.id)) ?? {};
  const { key, problem } = await askForKey(app.store);
  if (key && problem !== "revoked") return createPin(app, { key });
  const drafts = await app.store.draftCount(app.user.id);
  const state = { isRefused: problem === "refused", why: problem === "revoked" ? "revoked" : (why || "forgotten"), problem: ANSWERS[problem] ?? "", drafts };
  return { draw: () => screen(app, state, WHY[state.why], safe(app, state.drafts)) };
}

function screen(app, state, [title, reason], kept, before = () => {}) {
  const again = async () => {
    await before();
    state.problem = (await signOut(app.store)) ? "" : ANSWERS.network;
    if (state.problem) return app.render();
    return location.assign("/conta/entrar/?next=/visita/");
  };
  const startOver = async () => {
    await app.store.vault.startOver(app.user.id);
    await app.store.dropDay(app.user.id); // nothing opens it any more; the server gives it anew
    return app.router.show();
  };
  return {
    title: "Rota Ativa",
    heading: title,
    sub: app.user.name,
    main: html`${heading(title)}${kept}<p>${reason}</p>
      ${state.problem ? note("alert", "alert-triangle", state.problem, "alert") : nothing}
      ${state.isRefused ? html`<button class="btn" type="button" @click=${startOver}>Começar de novo sem os rascunhos</button>` : nothing}`,
    action: state.why === "revoked" ? nothing
      : html`<button class="btn btn-primary" type="button" @click=${again}>${icon("door-enter")}Entrar com e-mail e senha</button>`,
  };
}

function safe({ unsent }, drafts) {
  const parts = [
    drafts && `${plural(drafts, "rascunho", "rascunhos")} ${drafts === 1 ? "continua guardado" : "continuam guardados"} neste aparelho`,
    unsent && `${plural(unsent, "visita concluída segue sozinha", "visitas concluídas seguem sozinhas")} quando houver internet`,
  ].filter(Boolean);
  return note("device", "device-mobile", parts.length ? `${parts.join(" e ")}.` : "Nada do que você anotou se perdeu.");
}
