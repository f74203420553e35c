/* Hoje: the route, where we stopped, and what the tutor sent back. */
import { begin } from "../begin.js";
import { unreadFeedback } from "../day.js";
import { fromIsoDay, hour, isoDay, longDay, plural, shortDay, weekday } from "../format.js";
import { openPromises } from "../promises.js";
import { territoryOf } from "../territory.js";
import { dayOf } from "../today_stops.js";
import { growing } from "../ui/growing.js";
import { resumeCards } from "../ui/resume.js";
import { lateNote } from "../ui/late_note.js";
import { empty, heading, html, icon, note, nothing } from "../ui/parts.js";
import { arrivedAt, routeLine, stopsWord } from "./stops.js";

const PATIENCE_MS = 10_000;

export async function today(app) {
  let read = [];
  let lost = null; // the words for a store that was emptied
  const openedAt = Date.now();
  const rows = growing(app.render);
  const slow = setTimeout(() => app.render(), PATIENCE_MS + 100);
  const draw = () => screen(app, { read, lost, rows, isSlow: Date.now() - openedAt > PATIENCE_MS });
  const refresh = async () => {
    read = (await app.store.meta("feedbackRead")) ?? [];
    if (app.hasLost) lost = (await app.rareScreens().catch(() => null))?.lostNote;
    knowPromised(app);
  };
  await refresh();
  return { draw, refresh, leave: () => (clearTimeout(slow), rows.stop()) };
}

/** Somebody was promised a visit today whom the route doesn't know: the territory does, as soon as it is here. */
async function knowPromised(app) {
  const known = new Set(app.bundle?.businesses.map(({ id }) => id));
  const isUnknown = ({ business, dueAt }) => business && isoDay(dueAt) === app.bundle?.on && !known.has(business) && !app.territory?.byId.has(business);
  if (app.lock !== "open" || !openPromises(app.bundle, app.records).some(isUnknown)) return;
  const territory = await territoryOf(app);
  if (territory === app.territory) return;
  app.territory = territory;
  app.render();
}

function screen(app, { read, lost, rows, isSlow }) {
  const { bundle } = app;
  const today = dayOf(app);
  const day = bundle ? fromIsoDay(bundle.on) : new Date();
  return {
    title: "Rota de hoje",
    sub: `${weekday(day)}, ${shortDay(day)}`,
    tab: "hoje",
    main: html`${app.hasLost && lost ? lost(app) : nothing}${loginNote(app)}${lateNote(app)}${resumeCards(app)}${returned(app, read)}${body(app, today, rows, isSlow)}`,
    action: actionFor(app, today.next),
  };
}

function actionFor(app, next) {
  if (!next) return app.bundle ? html`<a class="btn btn-primary" href="#/buscar">${icon("search")}Buscar outro negócio</a>` : nothing;
  const go = () => begin(app, { business: next.business, stop: next.isPromise ? null : next, channel: next.channel });
  return html`<button class="btn btn-primary" type="button" @click=${go}>${icon("door")}${arrivedAt(next.business)}</button>`;
}

function body(app, day, rows, isSlow) {
  if (!app.bundle) return app.fetching && app.net !== "offline" ? loading(isSlow) : noDay(app);
  if (!day.count && !day.skipped.length) {
    return html`${heading("Hoje")}${staleNote(app)}${ways(false)}${empty(
      "Sem paradas para hoje",
      "Peça a rota à gestão ou comece por um negócio perto de você.",
      html`<a class="btn" href="#/buscar">Ver negócios perto</a>`,
    )}`;
  }
  const where = app.bundle.route?.territory ?? "Hoje";
  return html`<div class="stack-s">${heading(`${where}, ${stopsWord(day.count)}`)}
    <p class="hint">${summary(day)}</p></div>${staleNote(app)}${ways(true)}${routeLine(app, day, rows)}`;
}

/** Other looks at the day. */
const ways = (hasStops) => html`<nav class="ways" aria-label="Ver de outro jeito">
  ${hasStops ? html`<a href="#/mapa">${icon("map-2")}Mapa</a><a href="#/organizar">${icon("sort-descending")}Organizar</a>` : nothing}
  <a href="#/semana">${icon("calendar-event")}Semana</a></nav>`;

function summary({ done, pending, skipped, endsAt }) {
  const out = skipped.length ? ` · ${skipped.length === 1 ? "1 ficou" : `${skipped.length} ficaram`} para depois` : "";
  if (!pending.length) return skipped.length ? `${plural(done.length, "feita", "feitas")}${out}` : "Tudo feito por hoje. As visitas guardadas seguem sozinhas.";
  const start = done.length ? plural(done.length, "feita", "feitas") : "Nenhuma feita ainda";
  return `${start}${out}${endsAt ? ` · a última termina por volta das ${hour(endsAt)}` : ""}`;
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
