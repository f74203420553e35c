/* A business: where it is, who answers, what happened last time, and the way in. */
import { begin } from "../begin.js";
import { businessById, stopsOf } from "../day.js";
import { cnpj, fromIsoDay, hour, longDay, nameOf, plain } from "../format.js";
import { draftAt, OUTCOMES, recordOf } from "../records.js";
import { heading, html, icon, note, nothing, stateShape, stateWord } from "../ui/parts.js";
import { addressOf, arrivedAt, quick, short } from "./stops.js";

const SIZES = { mei: "MEI", me: "ME", epp: "EPP", other: "Outro porte" };
const ACTIVE = "02";

export async function business(app, { id }) {
  const found = businessById(app.bundle, id);
  if (!found) return app.router.replace("#/buscar") ?? null;
  return { draw: () => screen(app, found) };
}

function screen(app, found) {
  const stop = stopsOf(app.bundle).find(({ business: of }) => of.id === found.id);
  const record = stop ? recordOf(app.records, { stopId: stop.id }) : recordOf(app.records, { businessId: found.id });
  const draft = draftAt(app.records, { stopId: stop?.id, businessId: found.id });
  const go = () => begin(app, { business: found, stop: stop ?? null });
  return {
    title: nameOf(found),
    sub: stop ? `Parada ${stop.position} de ${app.bundle.route.stops.length}` : "Fora da rota de hoje",
    back: stop ? "#/hoje" : "#/buscar",
    backLabel: stop ? "Voltar para a rota" : "Voltar para a busca",
    main: html`<div class="stack-s">${heading(nameOf(found))}<p class="hint">${stop ? `Prevista para as ${hour(stop.arrives_at)}` : found.municipality}</p></div>
      ${registerNote(found)}${record ? recordCard(record) : nothing}
      <div class="card stack"><dl class="facts-list">${facts(found)}</dl>${quick(found)}</div>
      ${lastVisit(found)}`,
    action: html`<button class="btn btn-primary" type="button" @click=${go}>${icon("door")}${draft
      ? "Continuar a visita"
      : record ? "Fazer outra visita" : arrivedAt(found)}</button>`,
  };
}

const registerNote = ({ status }) =>
  status && status !== ACTIVE
    ? note("device", "info-circle", "Na Receita, este CNPJ não está ativo. Você pode visitar: o atendimento fica no CPF de quem atende.")
    : nothing;

const recordCard = (record) => html`<ul class="sync"><li>${stateShape(record.state)}<span><b>${OUTCOMES[record.outcome].word}</b>
  ${stateWord(record.state)}</span><a class="link-btn" href="#/envios">Ver envio</a></li></ul>`;

function facts({ cnpj: number, size, activity, people = [], legal_name: legal, trade_name: known, ...address }) {
  const rows = [
    ["Endereço", addressOf(address)],
    ["Quem atende", people.map(({ name }) => name).join(", ")],
    ["Atividade", short(activity)],
    ["CNPJ", `${cnpj(number)} · ${SIZES[size] ?? ""}`],
    ["Nome no cadastro", plain(legal) === plain(known) ? "" : legal],
  ];
  return rows.filter(([, value]) => value).map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`);
}

function lastVisit({ last_visit: last }) {
  if (!last) return nothing;
  return html`<section class="card stack"><h2>Última visita</h2>
    <p>${longDay(fromIsoDay(last.on))} · ${OUTCOMES[last.outcome]?.word ?? ""}${last.agent ? html`<br><span class="hint">Por ${last.agent}</span>` : nothing}</p>
    ${last.findings?.length ? html`<ul class="dots">${last.findings.map((text) => html`<li>${text}</li>`)}</ul>` : nothing}
    ${last.promised ? html`<p class="stop-why">${icon("history")}<span>Combinado: ${last.promised}</span></p>` : nothing}</section>`;
}
