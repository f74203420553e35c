/* Form pieces with labels, errors and the right keyboard. Each change goes to `onInput(value)`. All
   say autocomplete="off": else the browser writes what is typed into its own session files, in clear (ADR 0010). */
import { plural } from "../format.js";
import { shaped } from "../masks.js";
import { html, icon, nothing } from "./parts.js";
import { goOn, grow, masked } from "./typing.js";

/** What is wrong with the field of this id, for its `aria-describedby`. */
export const errorLine = (id, error) =>
  error ? html`<p class="field-error" id="${id}-erro">${icon("alert-triangle")}<span>${error}</span></p>` : nothing;

const MASKS = {
  cnpj: { mode: "text", caps: "characters" },
  cpf: { mode: "numeric" },
  cep: { mode: "numeric" },
  phone: { type: "tel", mode: "tel" },
};

const labelOf = (id, label, optional) => html`<label for=${id}>${label}${optional ? html` <span class="hint">(se quiser)</span>` : nothing}</label>`;
const describedBy = (id, error, hint, more = "") => [error && `${id}-erro`, hint && `${id}-dica`, more].filter(Boolean).join(" ") || nothing;

/** A one-line field. `mask`: cnpj, cpf, cep or phone, whose value is kept bare. `type` and `mode` give the keyboard; `enter`
    is the word on its button. */
export function field({ id, label, value, onInput, error = "", hint = "", mask, max, caps, enter = "next", auto = "off", optional = false, ...keyboard }) {
  const { type = "text", mode, caps: letters = caps } = { ...keyboard, ...MASKS[mask] };
  const shown = mask ? shaped(mask, value) : (value ?? "");
  return html`<div class="field ${error ? "has-error" : ""}">${labelOf(id, label, optional)}
    ${hint ? html`<p class="hint" id="${id}-dica">${hint}</p>` : nothing}${errorLine(id, error)}
    <input class="input" id=${id} type=${type} inputmode=${mode ?? nothing} maxlength=${(!mask && max) || nothing} autocomplete=${auto}
      autocapitalize=${letters ?? nothing} spellcheck=${mask ? "false" : nothing} enterkeyhint=${enter} .value=${shown}
      aria-describedby=${describedBy(id, error, hint)} aria-invalid=${error ? "true" : nothing} @keydown=${goOn}
      @input=${mask ? masked(mask, onInput) : ({ target }) => onInput(target.value)}></div>`;
}

/** How much still fits, said only when it matters. */
function countLine(id, length, max) {
  const left = max - length;
  if (left > Math.min(100, max / 5)) return nothing;
  return html`<p class="hint" id="${id}-conta" role="status">${left > 0 ? `${left === 1 ? "Cabe" : "Cabem"} mais ${plural(left, "letra", "letras")}.` : "Chegou ao tamanho máximo. Resuma um pouco."}</p>`;
}

/** Long words: a plain textarea, so that the keyboard's microphone works. It grows with the text. */
export function area({ id, label, value, onInput, hint = "", error = "", optional = false, max = 2000, rows = 3 }) {
  const count = countLine(id, (value ?? "").length, max);
  const type = ({ target }) => (grow(target), onInput(target.value));
  return html`<div class="field ${error ? "has-error" : ""}">${labelOf(id, label, optional)}
    ${hint ? html`<p class="hint" id="${id}-dica">${hint}</p>` : nothing}${errorLine(id, error)}
    <textarea class="input grows" id=${id} rows=${rows} maxlength=${max} autocapitalize="sentences" autocomplete="off" .value=${value ?? ""}
      aria-describedby=${describedBy(id, error, hint, count === nothing ? "" : `${id}-conta`)} aria-invalid=${error ? "true" : nothing} @input=${type}></textarea>${count}</div>`;
}

/** One tile of a group; `small` for the shorter ones, `detail` under the words, `shape` an icon at the end. */
export const tile = ({ name, text, detail, shape, checked, onPick, small = false, type = "radio" }) =>
  html`<label class="choice ${small ? "choice-s" : ""}"><input type=${type} name=${name} autocomplete="off" .checked=${Boolean(checked)}
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
    ({ key, text }) => html`<label><input type="radio" name=${name} autocomplete="off" .checked=${value === key} @change=${() => onPick(key)}>${text}</label>`,
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
