/* Buscar: every business of the territory by name, street, CNPJ or phone, without internet; results say what matched. */
import { begin } from "../begin.js";
import { cnpj as writtenCnpj, distance, fromIsoDay, nameOf, phone as writtenPhone, plural, shortDay } from "../format.js";
import { lastKnown } from "../position.js";
import { find, indexOf, pieces } from "../search_index.js";
import { territoryOf } from "../territory.js";
import { dayOf } from "../today_stops.js";
import { walkedMetres } from "../walk.js";
import { empty, heading, html, icon, nothing } from "../ui/parts.js";
import { addressOf, arrivedAt } from "./stops.js";

const SHOWN = 15;
const memory = { user: "", text: "", shown: SHOWN }; // going to a business and back finds the same list

/** The territory, its index, and how far each business is from here. */
async function look(app) {
  app.territory = await territoryOf(app);
  const { territory } = app;
  if (memory.user !== app.user.id) Object.assign(memory, { user: app.user.id, text: "", shown: SHOWN });
  territory.index ??= indexOf(territory.businesses);
  const here = lastKnown() ?? dayOf(app).next?.business ?? null;
  const near = new Map(territory.businesses.map((business) => [business, walkedMetres(here, business) ?? Infinity]));
  return { territory, nearness: (business) => near.get(business) ?? Infinity };
}

export async function search(app) {
  const state = { ...(await look(app)), found: [] };
  const ask = () => (state.found = resultsOf(state));
  const show = (patch) => {
    Object.assign(memory, patch);
    if ("text" in patch) ask();
    app.render();
  };
  const refresh = async () => {
    if (state.territory === (await territoryOf(app))) return;
    Object.assign(state, await look(app));
    ask();
  };
  ask();
  return { draw: () => screen(app, state, show), refresh };
}

/** Nothing typed: who is nearest. */
function resultsOf({ territory: { index }, nearness }) {
  if (memory.text.trim()) return find(index, memory.text, nearness);
  const all = index.map(({ business }) => ({ business, kinds: [], near: nearness(business) }));
  return all.sort((a, b) => a.near - b.near || nameOf(a.business).localeCompare(nameOf(b.business)));
}

const screen = (app, { territory, found, nearness }, show) => ({
  title: "Buscar",
  sub: territory.generatedAt ? plural(territory.businesses.length, "negócio", "negócios") : "Só a rota de hoje",
  tab: "buscar",
  main: html`${heading("Qual negócio?")}
    <div class="field"><label for="busca">Nome, rua, CNPJ ou telefone</label>
      <input class="input" id="busca" type="search" autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search" .value=${memory.text}
        @input=${({ target }) => show({ text: target.value, shown: SHOWN })}></div>
    ${territory.generatedAt ? nothing : html`<p class="hint">A lista do território chega com a próxima internet.</p>`}
    <p class="hint" role="status">${countWords(found.length)}</p>
    ${found.length ? html`<ul class="sync results">${found.slice(0, memory.shown).map((hit) => row(app, hit, nearness))}</ul>` : nothingFound(app)}
    ${found.length > memory.shown ? html`<button class="btn" type="button" @click=${() => show({ shown: memory.shown + SHOWN })}>Mostrar mais</button>` : nothing}`,
});

function countWords(count) {
  if (!memory.text.trim()) return lastKnown() ? "Os mais perto de você" : "Os mais perto da próxima parada";
  return count ? plural(count, "negócio encontrado", "negócios encontrados") : "Nada encontrado";
}

const marked = (text, isNumber = false) => pieces(text, memory.text, isNumber).map(({ text: part, isHit }) => (isHit ? html`<mark>${part}</mark>` : part));

/** What matched, where the name alone doesn't show it. */
function matched({ kinds, phone, business }) {
  if (kinds.includes("cnpj")) return html`CNPJ ${marked(writtenCnpj(business.cnpj), true)}`;
  if (kinds.includes("phone")) return html`Telefone ${marked(writtenPhone(phone), true)}`;
  if (kinds.includes("person")) return html`Atende: ${marked(business.people.map(({ name }) => name).join(", "))}`;
  if (kinds.includes("legal") && business.trade_name) return html`No cadastro: ${marked(business.legal_name)}`;
  return nothing;
}

function row(app, hit, nearness) {
  const { business } = hit;
  const metres = nearness(business);
  const last = business.last_visit ? `visitado em ${shortDay(fromIsoDay(business.last_visit.on))}` : "sem visita ainda";
  const line = matched(hit);
  return html`<li><a class="found" href="#/negocio/${business.id}"><span><b>${marked(nameOf(business))}</b>${line === nothing ? nothing : html`<span class="hint">${line}</span>`}
      <span class="hint">${marked(addressOf(business) || business.municipality)}</span>
      <span class="hint">${[metres && metres < Infinity ? `a ${distance(metres)}` : "", last].filter(Boolean).join(" · ")}</span></span></a>
    <button class="icon-btn" type="button" aria-label=${arrivedAt(business)} @click=${() => start(app, business)}>${icon("door-enter")}</button></li>`;
}

const start = (app, business) => {
  const stop = dayOf(app).pending.find((one) => one.business.id === business.id && !one.isPromise);
  return begin(app, { business, stop: stop ?? null });
};

function nothingFound(app) {
  const takeAlong = () => (app.asked = memory.text.trim());
  return empty(memory.text.trim() ? `Nenhum negócio com “${memory.text.trim()}” na lista` : "Nenhum negócio na lista ainda", "Confira a escrita. Se o negócio não está na lista, comece uma visita nova.",
    html`<a class="btn" href="#/nova" @click=${takeAlong}>${icon("plus")}Nova visita fora da lista</a>`);
}
