/* Organizar o dia: the order of what is left, by buttons; what is left out and how it comes back. Promised hours are locked. */
import { best, move, takeIn } from "../day_changes.js";
import { REASONS } from "../day_plan.js";
import { distance, hour, nameOf, plural } from "../format.js";
import { dayOf } from "../today_stops.js";
import { askWhy } from "../ui/skip_sheet.js";
import { empty, heading, html, icon, nothing } from "../ui/parts.js";

export async function order(app) {
  return { draw: () => screen(app, dayOf(app)) };
}

function screen(app, day) {
  const { pending, skipped } = day;
  return {
    title: "Organizar o dia",
    sub: app.bundle?.route?.territory ?? "Hoje",
    back: "#/hoje",
    backLabel: "Voltar para a rota",
    pair: true,
    main: html`<div class="stack-s">${heading("Em que ordem você vai?")}
      <p class="hint">${pending.length ? walkWords(day) : "Nada por fazer agora."}</p></div>
      ${pending.length ? html`<ol class="order">${pending.map((stop, at) => row(app, day, stop, at))}</ol>` : nothing}
      ${skipped.length ? out(app, skipped) : nothing}
      ${pending.length || skipped.length ? nothing : empty("Não há paradas para organizar", "Veja a rota, ou busque um negócio perto de você.")}`,
    action: html`${pending.length > 2 ? html`<button class="btn" type="button" @click=${() => best(app)}>${icon("route")}Menor caminho</button>` : nothing}
      <a class="btn btn-primary" href="#/hoje">${icon("check")}Ver a rota</a>`,
  };
}

function walkWords({ pending, walk, endsAt }) {
  const metres = walk.reduce((sum, leg) => sum + leg.metres, 0);
  const late = walk.find((leg) => leg.late > 0);
  const words = `${plural(pending.length, "parada", "paradas")}${metres ? `, uns ${distance(metres)} a pé` : ""}${endsAt ? `, até umas ${hour(endsAt)}` : ""}`;
  return late ? html`${words}<br><b>Nessa ordem a hora marcada das ${hour(late.stop.window.from)} atrasa.</b>` : words;
}

const arrow = (app, stop, step, isPossible) => html`<button class="icon-btn" type="button" ?disabled=${!isPossible}
  aria-label="${step < 0 ? "Subir" : "Descer"} ${nameOf(stop.business)}" @click=${() => move(app, stop, step)}>${icon(step < 0 ? "arrow-narrow-up" : "arrow-narrow-down")}</button>`;

function row(app, { pending, done }, stop, at) {
  const isLocked = Boolean(stop.window);
  const skip = html`<button class="link-btn as-link" type="button" aria-haspopup="dialog" @click=${() => askWhy(app, stop)}>Pular<span class="vh"> ${nameOf(stop.business)}</span></button>`;
  return html`<li class=${isLocked ? "is-promised" : ""}><span class="stop-dot">${done.length + at + 1}</span>
    <b class="order-name">${nameOf(stop.business)}</b>
    <span class="order-line"><span class="stop-meta">${isLocked ? html`${icon("lock")}Hora marcada, ${hour(stop.window.from)}` : hour(stop.expectedAt)}</span>
      ${stop.isPromise ? nothing : skip}${isLocked ? nothing : html`<span class="order-moves">${arrow(app, stop, -1, at > 0)}${arrow(app, stop, 1, at < pending.length - 1)}</span>`}</span></li>`;
}

const out = (app, skipped) => html`<section class="stack"><h2>Ficaram para depois</h2><ol class="order">${skipped.map((stop) => html`<li class="is-out">
  <span class="stop-dot">${icon("clock")}</span><b class="order-name">${nameOf(stop.business)}</b>
  <span class="order-line"><span class="stop-meta">${REASONS[stop.skip.reason] ?? "Pulada"}</span><button class="btn btn-s" type="button" @click=${() => takeIn(app, stop)}>Voltar para a rota<span class="vh"> ${nameOf(stop.business)}</span></button></span></li>`)}</ol></section>`;
