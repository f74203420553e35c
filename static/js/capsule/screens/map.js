/* Mapa do dia: our own shapes on a plain ground, and the same stops as a list beside it. The library comes with this screen. */
import { distance, hour, nameOf } from "../format.js";
import { findPosition, lastKnown } from "../position.js";
import { dayOf } from "../today_stops.js";
import { walkedMetres } from "../walk.js";
import { html, icon, note, nothing } from "../ui/parts.js";
import { addressOf } from "./stops.js";

const NOT_FOUND = { denied: "Este aparelho não deu permissão para o local.", timeout: "O GPS demorou demais. Tente num lugar aberto.", unavailable: "O GPS não respondeu." };

export async function map(app) {
  const element = document.createElement("div");
  element.className = "map-box";
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", "Mapa do dia. A lista abaixo tem as mesmas paradas.");
  const state = { picked: dayOf(app).next?.id ?? "", view: null, problem: "", isAsking: false, closed: false };
  const pick = (id) => {
    state.picked = id;
    state.view?.pick(id);
    app.render();
  };
  const parts = Promise.all([import("../map/day_map.js"), import("../map/styles.js").then(({ mapStyles }) => mapStyles())]);
  parts.then(([{ createMap }]) => requestAnimationFrame(() => open(app, state, element, createMap, pick)), () => fail(app, state));
  return {
    draw: () => screen(app, state, element, pick),
    refresh: () => state.view?.show(named(dayOf(app)), lastKnown()),
    leave: () => {
      state.closed = true;
      state.view?.close();
      state.view = null; // an answer of the GPS may still come
    },
  };
}

const named = (day) => {
  const withName = (stop) => ({ ...stop, name: nameOf(stop.business) });
  return { ...day, done: day.done.map(withName), pending: day.pending.map(withName), skipped: day.skipped.map(withName) };
};

function open(app, state, element, createMap, pick) {
  if (state.closed || !element.isConnected) return;
  state.view = createMap(element, pick);
  state.view.show(named(dayOf(app)), lastKnown());
  state.view.pick(state.picked);
}

function fail(app, state) {
  state.problem = "O mapa não abriu. A lista abaixo tem as mesmas paradas.";
  app.render();
}

/** Asked only by this tap: the GPS costs battery. */
async function locate(app, state) {
  state.isAsking = true;
  app.render();
  const { position, missing } = await findPosition();
  Object.assign(state, { isAsking: false, problem: NOT_FOUND[missing] ?? "" });
  state.view?.show(named(dayOf(app)), lastKnown());
  if (position) state.view?.goTo(position);
  app.render();
}

function screen(app, state, element, pick) {
  const day = dayOf(app);
  const stops = [...day.done, ...day.pending, ...day.skipped];
  return {
    title: "Mapa do dia",
    sub: app.bundle?.route?.territory ?? "",
    back: "#/hoje",
    backLabel: "Voltar para a rota",
    main: html`<h1 class="vh" tabindex="-1">Mapa do dia</h1>${state.problem ? note("device", "map-off", state.problem, "status") : nothing}
      <div class="map-wrap">${element}${whereButton(app, state)}</div>
      ${stops.length ? html`<ol class="map-list">${stops.map((stop) => row(stop, state, day, pick))}</ol>` : html`<p class="hint">Sem paradas para hoje.</p>`}`,
    action: actions(stops.find(({ id }) => id === state.picked)),
  };
}

const shape = (stop, next) => (stop.isDone ? "is-visited" : stop.skip ? "is-out" : stop === next ? "is-promised is-here" : stop.window ? "is-promised" : "");
const sign = (stop) => (stop.isDone ? icon("check") : stop.skip ? icon("clock") : stop.position);

function row(stop, { picked }, day, pick) {
  const metres = stop.isDone ? null : walkedMetres(day.start.place, stop.business);
  const words = [addressOf(stop.business), metres === null ? "" : `a ${distance(metres)}`, stop.business.latitude == null ? "sem posição no mapa" : ""];
  return html`<li class=${shape(stop, day.next)}><button type="button" aria-pressed=${stop.id === picked ? "true" : "false"} @click=${() => pick(stop.id)}>
    <span class="stop-dot">${sign(stop)}</span><span class="order-name"><b>${nameOf(stop.business)}</b><span class="stop-meta">${words.filter(Boolean).join(" · ")}</span></span>
    <span class="stop-meta">${stop.skip ? "" : hour(stop.record?.finishedAt ?? stop.expectedAt ?? stop.arrives_at)}</span></button></li>`;
}

const whereButton = (app, state) => html`<button class="icon-btn map-here" type="button" aria-label="Onde estou" aria-busy=${state.isAsking ? "true" : nothing}
  @click=${() => locate(app, state)}>${icon("map-pin")}</button>`;

const actions = (picked) => (picked ? html`<a class="btn btn-primary" href="#/negocio/${picked.business.id}">Abrir ${nameOf(picked.business)}</a>` : nothing);
