/* Another PIN for who knows the one of now: first this one, then the new one, twice. */
import { keypad, listenForDigits, pinField } from "../ui/keypad.js";
import { heading, html, nothing } from "../ui/parts.js";
import { PIN_LENGTH } from "../vault/pin.js";
import { createPin } from "./pin_create.js";
import { wrong } from "./pin_unlock.js";

const TITLE = "Digite o PIN de agora";

export function changePin(app) {
  const state = { value: "", error: "", isBusy: false, type };
  let leave = listenForDigits(state);
  let fresh = null;
  let isLeft = false;

  function type(value) {
    Object.assign(state, { value, error: value ? "" : state.error });
    if (value.length === PIN_LENGTH && !state.isBusy) check();
    app.render();
  }

  async function check() {
    state.isBusy = true;
    const known = state.value;
    const { isRight, left, state: now } = await app.store.vault.open(app.user.id, known).catch(() => ({ state: "open" }));
    if (now !== "open") return app.unlocked(); // five times wrong
    if (isLeft) return undefined; // somebody went back meanwhile: nothing listens for digits there
    Object.assign(state, { value: "", isBusy: false, error: isRight ? "" : wrong(left) });
    if (isRight) {
      leave();
      fresh = createPin(app, { known });
      leave = fresh.leave;
    }
    return isRight ? app.drawAnew() : app.render();
  }

  return { draw: () => (fresh ? fresh.draw() : screen(state)), leave: () => ((isLeft = true), leave()) };
}

const screen = ({ value, error, isBusy, type }) => ({
  title: "Trocar o PIN",
  heading: TITLE,
  back: "#/mais",
  main: html`${heading(TITLE)}${pinField({ label: TITLE, value, error, isBusy, onInput: type })}
    <p class="hint" role="status">${isBusy ? "Conferindo…" : nothing}</p>`,
  action: keypad({ value, isBusy, onInput: type }),
});
