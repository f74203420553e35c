/* Form pieces with labels, errors and the right keyboard. Each change goes to `onInput(value)`. */
import { html, icon, nothing } from "./parts.js";

const errorLine = (id, error) =>
  error ? html`<p class="field-error" id="${id}-erro">${icon("alert-triangle")}<span>${error}</span></p>` : nothing;

/** A one-line field. `type` gives the keyboard: text, tel, email, date, time, number. */
export function field({ id, label, value, onInput, error = "", hint = "", type = "text", mode, max, auto = "off", optional = false }) {
  const described = [error && `${id}-erro`, hint && `${id}-dica`].filter(Boolean).join(" ");
  return html`<div class="field ${error ? "has-error" : ""}">
    <label for=${id}>${label}${optional ? html` <span class="hint">(se quiser)</span>` : nothing}</label>
    ${hint ? html`<p class="hint" id="${id}-dica">${hint}</p>` : nothing}${errorLine(id, error)}
    <input class="input" id=${id} type=${type} inputmode=${mode ?? nothing} maxlength=${max ?? nothing} autocomplete=${auto}
      enterkeyhint="next" .value=${value ?? ""} aria-describedby=${described || nothing} aria-invalid=${error ? "true" : nothing}
      @input=${({ target }) => onInput(target.value)}></div>`;
}

/** Long words: a plain textarea, so that the keyboard's microphone works. It grows with the text. */
export function area({ id, label, value, onInput, hint = "", error = "", optional = false, max = 2000, rows = 3 }) {
  const described = [error && `${id}-erro`, hint && `${id}-dica`].filter(Boolean).join(" ");
  return html`<div class="field ${error ? "has-error" : ""}">
    <label for=${id}>${label}${optional ? html` <span class="hint">(se quiser)</span>` : nothing}</label>
    ${hint ? html`<p class="hint" id="${id}-dica">${hint}</p>` : nothing}${errorLine(id, error)}
    <textarea class="input grows" id=${id} rows=${rows} maxlength=${max} .value=${value ?? ""} aria-describedby=${described || nothing}
      aria-invalid=${error ? "true" : nothing} @input=${({ target }) => onInput(target.value)}></textarea></div>`;
}

/** One tile of a group; `small` for the shorter ones, `detail` under the words, `shape` an icon at the end. */
export const tile = ({ name, text, detail, shape, checked, onPick, small = false, type = "radio" }) =>
  html`<label class="choice ${small ? "choice-s" : ""}"><input type=${type} name=${name} .checked=${Boolean(checked)}
    @change=${({ target }) => onPick(target.checked)}><span>${text}${detail ? html`<small>${detail}</small>` : nothing}</span>${
    shape ? icon(shape) : nothing
  }</label>`;

/** Tiles under one question. `options`: [{key, text, detail, shape, small}]. */
export const tiles = ({ legend, name, options, value, onPick, seen = false }) => html`<fieldset class="choices">
  <legend class=${seen ? "strong" : "vh"}>${legend}</legend>
  ${options.map(({ key, ...option }) => tile({ ...option, name, checked: value === key, onPick: () => onPick(key) }))}</fieldset>`;

/** Two to five short answers side by side. */
export const segments = ({ legend, name, options, value, onPick, seen = false }) => html`<fieldset>
  <legend class=${seen ? "strong" : "vh"}>${legend}</legend>
  <div class="seg ${options.length > 3 ? "seg-wrap" : ""}">${options.map(
    ({ key, text }) => html`<label><input type="radio" name=${name} .checked=${value === key} @change=${() => onPick(key)}>${text}</label>`,
  )}</div></fieldset>`;

/** What keeps us here, with links to it; takes the focus when it appears. */
export const problemList = (problems) =>
  problems.length
    ? html`<div class="note note-alert" role="alert" tabindex="-1" id="problemas">${icon("alert-triangle")}<div>${problems.map(
        ({ message, href, focus }) => html`<p>${
          href || focus
            ? html`<a href=${href ?? "#"} @click=${(event) => focus && jumpTo(event, focus)}>${message}</a>`
            : message
        }</p>`,
      )}</div></div>`
    : nothing;

function jumpTo(event, id) {
  event.preventDefault();
  document.getElementById(id)?.focus();
}
