/* Small pieces that every screen is made of. */
import { html, nothing, svg } from "../../../vendor/lit-html.js";
import { STATES } from "../records.js";

export { html, nothing, svg };

export const icon = (name) => html`<svg class="i" aria-hidden="true"><use href="#i-${name}"></use></svg>`;

export const mark = html`<svg class="mark" viewBox="0 0 40 40" aria-hidden="true"><path fill="#ffb629" d="M4 19.5a16 16 0 0 1 32 0V33a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4z"></path><path fill="none" stroke="#43123c" stroke-width="4" stroke-linecap="round" stroke-linejoin="round" d="M13.5 30V12.5h6.8a5.7 5.7 0 0 1 0 11.4H13.5M20.5 24l4.2 4"></path><circle cx="26.8" cy="30" r="3.4" fill="#fff" stroke="#43123c" stroke-width="2.6"></circle></svg>`;

/** The screen's question or statement; it takes the focus when the screen opens. */
export const heading = (text) => html`<h1 tabindex="-1">${text}</h1>`;

export const note = (kind, iconName, body, role = nothing) =>
  html`<div class="note ${kind ? `note-${kind}` : ""}" role=${role}>${icon(iconName)}<span>${body}</span></div>`;

export const door = html`<svg viewBox="0 0 128 72" aria-hidden="true"><path d="M8 60h112" stroke="#83707d" stroke-width="3" stroke-dasharray="7 6"></path><path d="M46 62V34a18 18 0 0 1 36 0v28z" fill="#ffb629" stroke="#43123c" stroke-width="3"></path><circle cx="74" cy="46" r="2.6" fill="#43123c"></circle><circle cx="12" cy="60" r="6" fill="#43123c"></circle></svg>`;

/** A line worth knowing at a door: why to go, what was agreed, what to do aloud. */
export const said = (shape, words) => html`<p class="stop-why">${icon(shape)}<span>${words}</span></p>`;

/** Nothing here: the door drawing, one sentence, one action. */
export const empty = (title, hint, action = nothing) => html`<div class="card empty">
  ${door}<b>${title}</b><p class="hint">${hint}</p>${action}</div>`;

/** The shape and word of one of the six states. */
export const stateShape = (state) => html`<span class="state is-${STATES[state].css}">${icon(STATES[state].icon)}</span>`;
export const stateWord = (state) => html`<span class="word is-${STATES[state].css}">${STATES[state].word}</span>`;

/** The route line lying down: where in the six steps we are. */
export const stepLine = (now) => html`<ol class="steps" aria-hidden="true">${[1, 2, 3, 4, 5, 6].map(
  (step) => html`<li class=${step < now ? "is-past" : step === now ? "is-now" : ""}><i></i></li>`,
)}</ol>`;
