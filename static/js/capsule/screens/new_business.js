/* Nova (varredura): a business that is not on the list. A CNPJ we know already opens the one we have. */
import { begin } from "../begin.js";
import { cnpj as written, digits, nameOf } from "../format.js";
import { sayProblems } from "../gate.js";
import { cnpjProblem, normalizeCnpj } from "../../rules/cnpj.js";
import { territoryOf } from "../territory.js";
import { errorLine, field, problemList, segments } from "../ui/fields.js";
import { heading, html, icon, note, nothing } from "../ui/parts.js";

const SIZES = [{ key: "mei", text: "MEI" }, { key: "me", text: "ME" }, { key: "epp", text: "EPP" }];

const DRAFT = "new_business"; // half a business is there again after a call, a look at the map, a death

export async function newBusiness(app) {
  const places = app.bundle?.municipalities ?? [];
  app.territory ??= await territoryOf(app);
  const asked = app.asked ?? ""; // what was searched for in vain
  app.asked = "";
  const kept = await app.store.record(app.user.id, DRAFT);
  const fresh = { cnpj: /\d/.test(asked) ? normalizeCnpj(asked) : "", name: /\d/.test(asked) ? "" : asked, size: "mei", street: "", number: "", bairro: "", phone: "", municipality: "" };
  const only = places.length === 1 ? { municipality: places[0].ibge } : {}; // of several the agent says which
  const state = { typed: { ...(kept ?? fresh), ...only }, problems: {} };
  const change = (patch) => {
    Object.assign(state.typed, patch);
    for (const key of Object.keys(patch)) delete state.problems[key];
    app.store.saveRecord(app.user.id, DRAFT, state.typed).catch(() => {}); // still on the screen; Começar visita keeps it
    app.render();
  };
  return { draw: () => screen(app, state, places, change) };
}

const known = (app, number) => app.territory?.byCnpj.get(number);

function problemsOf({ cnpj, name, municipality }) {
  const problems = {};
  const wrong = cnpj.trim() ? cnpjProblem(cnpj) : { message: "Escreva o CNPJ. Ele tem 14 letras e números." };
  if (wrong) problems.cnpj = wrong.message;
  if (!name.trim()) problems.name = "Escreva o nome do negócio, como está na porta.";
  if (!municipality) problems.municipality = "Escolha o município.";
  return problems;
}

async function start(app, state) {
  state.problems = problemsOf(state.typed);
  if (Object.keys(state.problems).length) return sayProblems(app);
  const { cnpj, name, municipality, ...rest } = state.typed;
  const number = normalizeCnpj(cnpj);
  const place = app.bundle?.municipalities.find(({ ibge }) => ibge === municipality)?.name ?? "";
  const business = {
    id: null, cnpj: number, legal_name: name.trim(), trade_name: name.trim(), people: [], municipality: place, last_visit: null,
    ...rest, phone: digits(rest.phone), cep: "",
  };
  const added = {
    legal_name: name.trim(), trade_name: name.trim(), size: rest.size, street: rest.street, number: rest.number,
    bairro: rest.bairro, cep: "", municipality, phone: digits(rest.phone),
  };
  await begin(app, { business, added });
  return app.store.saveRecord(app.user.id, DRAFT, null).catch(() => {}); // only now: the visit is on disk
}

function screen(app, state, places, change) {
  const { typed, problems } = state;
  const same = known(app, normalizeCnpj(typed.cnpj));
  const listed = Object.entries(problems).map(([focus, message]) => ({ message, focus: `nova-${focus}` }));
  const text = (key, label, more = {}) =>
    field({ id: `nova-${key}`, label, value: typed[key], error: problems[key], onInput: (value) => change({ [key]: value }), ...more });
  return {
    title: "Visita nova",
    sub: "Negócio fora da lista",
    tab: "nova",
    main: html`${heading("Que negócio você encontrou?")}${problemList(listed)}
      ${text("cnpj", "CNPJ", { mask: "cnpj", hint: "Com letras e números, como está no cartão ou na nota." })}
      ${same ? alreadyKnown(same) : nothing}
      ${text("name", "Nome do negócio", { max: 120, caps: "words" })}
      ${segments({ legend: "Porte", name: "porte", seen: true, options: SIZES, value: typed.size, onPick: (size) => change({ size }) })}
      ${text("street", "Rua", { max: 120, caps: "words", optional: true })}
      <div class="pair">${text("number", "Número", { max: 10, optional: true })}${text("bairro", "Bairro", { max: 60, caps: "words", optional: true })}</div>
      ${text("phone", "Telefone com DDD", { mask: "phone", optional: true, enter: "done" })}
      ${municipalityField(places, typed, problems, change)}`,
    action: same
      ? html`<a class="btn btn-primary" href="#/negocio/${same.id}">Abrir ${nameOf(same)}</a>`
      : html`<button class="btn btn-primary" type="button" @click=${() => start(app, state)}>${icon("door")}Começar visita</button>`,
  };
}

const alreadyKnown = (same) =>
  note("done", "circle-check", html`Este CNPJ (${written(same.cnpj)}) já está na sua lista: <a href="#/negocio/${same.id}">${nameOf(same)}</a>`, "status");

const municipalityField = (places, typed, { municipality: error }, change) =>
  places.length === 1
    ? html`<p class="hint">Município: ${places[0].name}</p>`
    : html`<div class="field ${error ? "has-error" : ""}"><label for="nova-municipality">Município</label>${errorLine("nova-municipality", error)}
        <select class="input" id="nova-municipality" autocomplete="off" aria-invalid=${error ? "true" : nothing}
          aria-describedby=${error ? "nova-municipality-erro" : nothing} @change=${({ target }) => change({ municipality: target.value })}>
        <option value="">Escolha</option>${places.map(({ ibge, name }) => html`<option value=${ibge} ?selected=${ibge === typed.municipality}>${name}</option>`)}</select></div>`;
