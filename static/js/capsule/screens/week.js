/* Semana: what was planned and done each day, the goal, the routes that come next, and who waits for a contact. */
import { fromIsoDay, isoDay, moment, nameOf, plural, shortDay, weekday } from "../format.js";
import { openPromises } from "../promises.js";
import { territoryOf } from "../territory.js";
import { doneOf, goalWords, weekDays } from "../week.js";
import { empty, heading, html, icon, nothing } from "../ui/parts.js";

const HOW = { in_person: "building-store", phone: "phone", whatsapp: "brand-whatsapp", video: "message-circle" };

export async function week(app) {
  app.territory = await territoryOf(app);
  return { draw: () => screen(app) };
}

function screen(app) {
  const { bundle, records } = app;
  const days = weekDays(bundle, records, isoDay(new Date()));
  return {
    title: "Semana",
    sub: days.length ? `${shortDay(fromIsoDay(days[0].on))} a ${shortDay(fromIsoDay(days.at(-1).on))}` : "",
    back: "#/hoje",
    backLabel: "Voltar para a rota",
    main: days.length
      ? html`${heading("A sua semana")}${goal(days, bundle.week.goal)}${table(days)}${coming(bundle.next_routes)}${contacts(app)}`
      : html`${heading("A sua semana")}${empty("A semana ainda não chegou a este aparelho", "Ela vem junto com a rota, quando houver internet.")}${contacts(app)}`,
  };
}

const goal = (days, wanted) => html`<section class="card stack-s"><p class="strong">${goalWords(doneOf(days), wanted)}</p>
  ${wanted ? html`<progress class="bar" max=${wanted} value=${Math.min(doneOf(days), wanted)} aria-label="Visitas feitas da meta da semana"></progress>` : nothing}</section>`;

const dayRow = ({ on, name, planned, done, isToday }) => html`<tr class=${isToday ? "is-today" : ""}>
  <th scope="row">${name}${isToday ? html` <span class="tag tag-accent">hoje</span>` : nothing}<span class="hint block">${shortDay(fromIsoDay(on))}</span></th>
  <td class="num">${planned || "–"}</td><td class="num strong">${done || (planned ? 0 : "–")}</td></tr>`;

const table = (days) => html`<div class="card"><table class="week"><thead><tr><th scope="col">Dia</th><th class="num" scope="col">Na rota</th><th class="num" scope="col">Feitas</th></tr></thead>
  <tbody>${days.filter(({ planned, done, isToday, on }) => planned || done || isToday || fromIsoDay(on).getDay() % 6).map(dayRow)}</tbody></table></div>`;

const coming = (routes = []) => html`<section class="stack"><h2>Próximas rotas</h2>${routes.length
  ? html`<ul class="sync">${routes.map(({ on, stops, territory }) => html`<li><span class="tool-icon">${icon("route")}</span>
      <span><b>${weekday(fromIsoDay(on))}, ${shortDay(fromIsoDay(on))}</b><span class="hint">${territory} · ${plural(stops, "parada", "paradas")}</span></span></li>`)}</ul>`
  : html`<p class="hint">Nenhuma rota publicada ainda para os próximos dias.</p>`}</section>`;

function contacts(app) {
  const open = openPromises(app.bundle, app.records);
  const known = ({ business, name }) => app.territory?.byId.get(business) ?? { trade_name: name };
  const line = (promise) => html`<span class="tool-icon">${icon(HOW[promise.channel] ?? HOW.in_person)}</span>
    <span><b>${nameOf(known(promise))}</b><span class="hint">${when(promise)}${promise.purpose ? html`<br>${promise.purpose}` : nothing}</span></span>`;
  return html`<section class="stack"><h2>Retornos combinados</h2>${open.length
    ? html`<ul class="sync">${open.map((promise) => html`<li>${known(promise).id
        ? html`<a class="found" href="#/negocio/${known(promise).id}">${line(promise)}${icon("chevron-right")}</a>`
        : html`<div class="found">${line(promise)}</div>`}</li>`)}</ul>`
    : html`<p class="hint">Ninguém espera um retorno seu.</p>`}</section>`;
}

const when = ({ dueAt }) => (Date.parse(dueAt) < Date.now() ? html`<span class="strong late">Passou: ${moment(dueAt)}</span>` : moment(dueAt));
