/* The lock screen: a first name, six digits, and what is safe meanwhile. Nothing else of anybody is shown. */
import { plural } from "../format.js";
import { keypad, listenForDigits, pinField } from "../ui/keypad.js";
import { heading, html, icon, nothing } from "../ui/parts.js";
import { PIN_LENGTH } from "../vault/pin.js";

const NOT_OPENED = "Não deu para abrir agora. Tente de novo.";
const NO_NET = "Sem internet ninguém entra com e-mail e senha. O seu PIN continua valendo; tente de novo quando ela voltar.";

/** `left`: how many tries, or nothing when this one could not be made. */
export const wrong = (left) => !left ? NOT_OPENED :
  `PIN errado. ${left === 1 ? "Resta 1 tentativa" : `Restam ${left} tentativas`}. Depois, só entrando com e-mail e senha; nada do que você anotou se perde.`;

/** Null when six digits typed before this screen was there have opened the phone, or have found that no PIN will. */
export async function unlock(app) {
  const state = { value: globalThis.takeTyped?.() ?? "", error: "", isBusy: false, type }; // on the page's own lock screen (boot.js)

  function type(value) {
    Object.assign(state, { value, error: value ? "" : state.error });
    if (value.length === PIN_LENGTH && !state.isBusy) open();
    app.render();
  }

  /** The word of the vault, with a wrong PIN said. */
  async function attempt() {
    state.isBusy = true;
    const { state: now, left } = await app.store.vault.open(app.user.id, state.value).catch(() => ({ state: "locked" }));
    Object.assign(state, { value: "", isBusy: false, error: now === "locked" ? wrong(left) : "" });
    return now;
  }

  const open = async () => ((await attempt()) === "locked" ? app.render() : app.unlocked());

  if (state.value.length < PIN_LENGTH) {
    app.store.vault.observe(app.user.id).then((row) => row?.pin || app.router.show()); // the PIN may be over by now
  } else if ((await attempt()) !== "locked") return null; // the page's own lock screen stays until the list is there
  return { draw: () => screen(app, state), leave: listenForDigits(state) };
}

function screen(app, { value, error, isBusy, type }) {
  return {
    title: "Rota Ativa",
    heading: "Digite o seu PIN",
    sub: "Trancada neste aparelho",
    main: html`<div class="stack-s"><p class="hint">Oi, ${app.user.name}</p>${heading("Digite o seu PIN")}</div>
      ${pinField({ label: "PIN de 6 números", value, error, isBusy, onInput: type })}
      <p class="hint pin-hint" role="status">${isBusy ? "Abrindo…" : waiting(app)}</p>
      <div class="row-wrap pin-ways"><button class="as-link link-btn" type="button" @click=${withNet(app, forgotten)}>Esqueci o PIN</button>
        <button class="as-link link-btn" type="button" @click=${withNet(app, app.goOut)}>Não sou eu</button>
        ${app.unsent ? html`<button class="as-link link-btn" type="button" @click=${() => copy(app)}>Fazer uma cópia</button>` : nothing}</div>`,
    action: keypad({ value, isBusy, onInput: type }),
  };
}

const waiting = ({ unsent }) =>
  unsent ? html`${icon("device-mobile")}${plural(unsent, "visita espera", "visitas esperam")} a internet e ${
    unsent === 1 ? "segue" : "seguem"} mesmo com a tela trancada.` : nothing;

const copy = async (app) => (await app.rareScreens()).makeRescue(app);

/** Without internet nobody could sign in again: a slip of the thumb would cost the day. */
const withNet = (app, run) => () => (app.net === "offline" ? app.notify(NO_NET) : run(app));

async function forgotten(app) {
  await app.store.vault.forget(app.user.id, "forgotten");
  app.router.show();
}
