/* The frame of every screen: awning bar with the network pill, page, thumb zone. */
import { html, icon, mark, nothing } from "./parts.js";

const NET = {
  online: { css: "", icon: "wifi", word: "Online" },
  offline: { css: "net-off", icon: "wifi-off", word: "Sem internet" },
  unstable: { css: "net-off", icon: "wifi-1", word: "Internet instável" },
};

const TABS = [
  ["hoje", "route", "Hoje"],
  ["buscar", "search", "Buscar"],
  ["nova", "plus", "Nova"],
  ["envios", "send", "Envios"],
  ["mais", "menu-2", "Mais"],
];

function pill({ net, unsent }) {
  const { css, icon: shape, word } = NET[net];
  const waiting = unsent
    ? html` <b>${unsent}<span class="vh"> ${unsent === 1 ? "visita" : "visitas"} na fila de envio</span></b>`
    : nothing;
  return html`<a class="net ${css}" href="#/envios"><span>${icon(shape)}${word}${waiting}</span></a>`;
}

function topbar(status, { title, sub, back, backLabel = "Voltar", backIcon = "chevron-left" }) {
  const start = back ? html`<a class="icon-btn" href=${back} aria-label=${backLabel}>${icon(backIcon)}</a>` : mark;
  return html`<header class="topbar awning">${start}
    <div class="topbar-title"><b>${title}</b>${sub ? html`<span>${sub}</span>` : nothing}</div>
    ${pill(status)}</header>`;
}

const badge = (unsent) =>
  unsent ? html`<span class="badge">${unsent}<span class="vh"> esperando</span></span>` : nothing;

const tabs = (current, unsent) => html`<nav class="tabs" aria-label="Principal">${TABS.map(
  ([name, shape, word]) =>
    html`<a href="#/${name}" aria-current=${name === current ? "page" : nothing}>${icon(shape)}${word}${
      name === "envios" ? badge(unsent) : nothing
    }</a>`,
)}</nav>`;

const toast = (given) =>
  given
    ? html`<div class="toast"><span>${given.text}</span>${given.actions.map(
        ({ label, run }) => html`<button type="button" @click=${run}>${label}</button>`,
      )}</div>`
    : nothing;

/** `screen`: {title, sub, back, main, action, tab, pair}. `status`: {net, unsent, toast}. */
export function frame(status, screen) {
  const { main, action = nothing, tab, pair = false, tight = false, ask = false } = screen;
  const bar = action === nothing ? nothing : html`<div class="action-bar ${pair ? "action-bar-pair" : ""}">${action}</div>`;
  const foot = tab
    ? html`<footer class="thumb">${toast(status.toast)}${bar}${tabs(tab, status.unsent)}</footer>`
    : html`<footer class="thumb">${toast(status.toast)}${bar}</footer>`;
  return html`${topbar(status, screen)}
    <main class="page ${tight ? "page-tight" : ""} ${ask ? "page-ask" : ""}">${main}</main>
    ${foot}`;
}
