/* Hoje: the route, where we stopped, and what the tutor sent back. */
import { begin } from "../begin.js";
import { stopsOf, unreadFeedback } from "../day.js";
import { fromIsoDay, hour, isoDay, longDay, shortDay, weekday } from "../format.js";
import { resumeCards } from "../ui/resume.js";
import { lostNote } from "../ui/lost_note.js";
import { empty, heading, html, icon, note, nothing } from "../ui/parts.js";
import { arrivedAt, nextStop, routeLine, stopsWord, withRecords } from "./stops.js";

const VISIT_MINUTES = 40;
const PATIENCE_MS = 10_000;

export async function today(app) {
  let read = (await app.store.meta("feedbackRead")) ?? [];
  const openedAt = Date.now();
  const slow = setTimeout(() => app.render(), PATIENCE_MS + 100);
  const draw = () => screen(app, read, Date.now() - openedAt > PATIENCE_MS);
  const refresh = async () => {
    read = (await app.store.meta("feedbackRead")) ?? [];
  };
  return { draw, refresh, leave: () => clearTimeout(slow) };
}

function screen(app, read, isSlow) {
  const { bundle } = app;
  const stops = withRecords(stopsOf(bundle), app.records);
  const next = nextStop(stops);
  const day = bundle ? fromIsoDay(bundle.on) : new Date();
  return {
    title: "Rota de hoje",
    sub: `${weekday(day)}, ${shortDay(day)}`,
    tab: "hoje",
    main: html`${app.hasLost ? lostNote(app) : nothing}${loginNote(app)}${resumeCards(app)}${returned(app, read)}${body(app, stops, next, isSlow)}`,
    action: actionFor(app, next),
  };
}

function actionFor(app, next) {
  if (!next) return app.bundle ? html`<a class="btn btn-primary" href="#/buscar">${icon("search")}Buscar outro negócio</a>` : nothing;
  const go = () => begin(app, { business: next.business, stop: next });
  return html`<button class="btn btn-primary" type="button" @click=${go}>${icon("door")}${arrivedAt(next.business)}</button>`;
}

function body(app, stops, next, isSlow) {
  if (!app.bundle) return app.fetching && app.net !== "offline" ? loading(isSlow) : noDay(app);
  if (!stops.length) {
    return html`${heading("Hoje")}${staleNote(app)}${empty(
      "Sem paradas para hoje",
      "Peça a rota à gestão ou comece por um negócio perto de você.",
      html`<a class="btn" href="#/buscar">Ver negócios perto</a>`,
    )}`;
  }
  return html`<div class="stack-s">${heading(`${app.bundle.route.territory}, ${stopsWord(stops.length)}`)}
    <p class="hint">${summary(stops)}</p></div>${staleNote(app)}${routeLine(stops, next)}`;
}

function summary(stops) {
  const done = stops.filter(({ isDone }) => isDone).length;
  const end = new Date(Date.parse(stops.at(-1).arrives_at) + VISIT_MINUTES * 60_000);
  if (done === stops.length) return "Tudo feito por hoje. As visitas guardadas seguem sozinhas.";
  const start = done ? `${done} ${done === 1 ? "feita" : "feitas"}` : "Nenhuma feita ainda";
  return `${start} · a última termina por volta das ${hour(end)}`;
}

const loading = (isSlow) => html`${heading("Hoje")}<div class="card stack" aria-busy="true">
  <span class="skeleton"></span><span class="skeleton skeleton-s"></span><p class="hint">${isSlow
    ? "A internet está devagar. Quando a rota chegar, ela aparece aqui e fica guardada no aparelho."
    : "Buscando a rota de hoje. Se passar de 10 segundos, avisamos."}</p></div>`;

const noDay = (app) => html`${heading("Hoje")}${empty(
  "A rota ainda não chegou a este aparelho",
  app.net === "offline" ? "Sem internet agora. A rota chega sozinha quando a internet voltar." : "O servidor não respondeu. A rota chega assim que ele responder.",
  html`<button class="btn" type="button" @click=${app.fetchDay}>Tentar de novo</button>`,
)}`;

function staleNote({ bundle, net }) {
  if (bundle.on === isoDay(new Date())) return nothing;
  const how = net === "offline" ? "Conecte-se para receber a de hoje." : "A de hoje ainda não chegou.";
  return note("device", "history", `Esta é a rota de ${longDay(fromIsoDay(bundle.on))}, a última que chegou. ${how}`);
}

const loginNote = ({ needsLogin }) =>
  needsLogin
    ? note("device", "lock", html`Sua entrada venceu. As visitas continuam guardadas. <a href="/conta/entrar/?next=/visita/">Entrar de novo</a>`)
    : nothing;

const returned = ({ bundle }, read) =>
  unreadFeedback(bundle, read).map(({ id, business, verdict }) => html`<a class="card resume" href="#/devolutiva/${id}">
    <span class="state ${verdict === "returned" ? "is-alert" : "is-received"}">${icon(verdict === "returned" ? "arrow-back-up" : "school")}</span>
    <span><b>${verdict === "returned" ? "Devolvida pela tutoria" : "Recado da tutoria"}</b>
    <span class="hint">${business}</span></span>${icon("chevron-right")}</a>`);
