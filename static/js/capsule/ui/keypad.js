/* Six digits with the thumb: the digits typed are dots on the route line, the keys lie at the foot of the screen. A real
   field is under the dots, so that a keyboard, a screen reader and pasting work as anywhere. */
import { PIN_LENGTH } from "../vault/pin.js";
import { html, icon, nothing } from "./parts.js";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const onlyDigits = (text) => text.replace(/\D/g, "").slice(0, PIN_LENGTH);

const dots = (count) => html`<ol class="steps pin-dots" aria-hidden="true">${Array.from(
  { length: PIN_LENGTH },
  (_, at) => html`<li class=${at < count ? "is-past" : at === count ? "is-now" : ""}><i></i></li>`,
)}</ol>`;

/** The field with its error above it. `said`: what a screen reader hears while typing. */
export const pinField = ({ label, value, onInput, error = "", isBusy = false }) => html`<div class="field ${error ? "has-error" : ""}">
  <label class="vh" for="pin">${label}</label>
  ${error ? html`<p class="field-error" id="pin-erro" role="alert">${icon("alert-triangle")}<span>${error}</span></p>` : nothing}
  <div class="pin-box">${dots(value.length)}<input id="pin" class="pin-input" type="text" inputmode="none" autocomplete="off"
    maxlength=${PIN_LENGTH} .value=${value} ?readonly=${isBusy} aria-invalid=${error ? "true" : nothing}
    aria-describedby=${error ? "pin-erro" : nothing} @input=${({ target }) => onInput(onlyDigits(target.value))}></div>
  <p class="vh" role="status">${value ? `${value.length} de ${PIN_LENGTH} números` : ""}</p></div>`;

export function keypad({ value, onInput, isBusy = false }) {
  const press = (digit) => !isBusy && onInput(onlyDigits(value + digit));
  const key = (digit) => html`<button class="key" type="button" @click=${() => press(digit)}>${digit}</button>`;
  return html`<div class="keypad" role="group" aria-label="Teclado de números" aria-busy=${isBusy ? "true" : nothing}>
    ${DIGITS.map(key)}<span></span>${key("0")}
    <button class="key key-erase" type="button" aria-label="Apagar o último número"
      @click=${() => !isBusy && onInput(value.slice(0, -1))}>${icon("backspace")}</button></div>`;
}

/** Digits typed on a real keyboard count wherever the focus is. Answers how to stop listening. */
export function listenForDigits(state) {
  const onKey = (event) => {
    if (event.target.id === "pin" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^\d$/.test(event.key)) state.type(onlyDigits(state.value + event.key));
    else if (event.key === "Backspace") state.type(state.value.slice(0, -1));
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
