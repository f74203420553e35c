/* A new PIN, typed twice: the first one on this phone, or the one after the key came back from the server. */
import { deviceId } from "../device.js";
import { keypad, listenForDigits, pinField } from "../ui/keypad.js";
import { heading, html, icon } from "../ui/parts.js";
import { pinProblem } from "../vault/easy_pins.js";
import { PIN_LENGTH } from "../vault/pin.js";

const NO_KEY = "Sem internet agora. Para criar o PIN é preciso internet uma vez. Tente de novo quando ela voltar.";
const NOT_KEPT = "Não deu para guardar o PIN. Veja se o celular tem espaço e tente de novo.";
const DIFFERENT = "Os dois não são iguais. Escolha o PIN de novo.";

/** `key`: the data key as the server gave it back. `known`: the PIN that is to be changed. Without either it is the first. */
export function createPin(app, { key = "", known = "" } = {}) {
  const state = { value: "", first: "", error: "", isBusy: false, isNew: Boolean(key || known), type };

  function type(value) {
    Object.assign(state, { value, error: value ? "" : state.error });
    if (value.length === PIN_LENGTH && !state.isBusy) next();
    app.render();
  }

  function next() {
    const problem = state.first ? "" : pinProblem(state.value);
    if (problem) return Object.assign(state, { value: "", error: problem });
    if (!state.first) return repeat();
    if (state.first !== state.value) return Object.assign(state, { first: "", value: "", error: DIFFERENT });
    return keep();
  }

  function repeat() {
    Object.assign(state, { first: state.value, value: "" });
    app.drawAnew();
  }

  async function keep() {
    state.isBusy = true;
    const sealKey = await app.store.meta("sealKey");
    const isKept = sealKey && (await make(sealKey).then(() => true, () => false));
    if (!isKept) return Object.assign(state, { isBusy: false, value: "", error: sealKey ? NOT_KEPT : NO_KEY }) && app.render();
    if (!known) return app.unlocked();
    app.notify("PIN novo guardado.");
    return app.router.go("#/mais");
  }

  async function make(sealKey) {
    const { user, store: { vault } } = app;
    if (key) return vault.recover(user.id, key, state.value);
    if (!known) return vault.create(user.id, state.value, { deviceId: await deviceId(app.store), sealKey });
    const { isChanged } = await vault.changePin(user.id, known, state.value);
    if (!isChanged) throw new Error("another tab has changed it");
  }

  return { draw: () => screen(app, state), leave: listenForDigits(state) };
}

function screen(app, state) {
  const { first, value, error, isBusy, isNew, type } = state;
  const title = first ? "Repita o PIN" : `Crie um PIN${isNew ? " novo" : ""} de 6 números`;
  return {
    title: "Rota Ativa",
    heading: title,
    sub: app.user.name,
    main: html`<div class="stack-s">${heading(title)}<p class="hint">${first
      ? "Mais uma vez, para ter certeza."
      : app.hasLost ? "O navegador apagou o PIN deste aparelho. Com um PIN novo a Rota Ativa abre de novo, também sem internet."
      : "Ele abre a Rota Ativa neste aparelho, também sem internet. Sem ele, ninguém lê o que você anota aqui."}</p></div>
      ${pinField({ label: title, value, error, isBusy, onInput: type })}
      <p class="hint pin-hint">${icon("lock")}${isBusy ? "Guardando o PIN…" : "Não use datas nem números repetidos, e não conte a ninguém."}</p>`,
    action: keypad({ value, isBusy, onInput: type }),
  };
}
