/* A business: where it is, who answers, what happened last time, and the way in. */
import { begin } from "../begin.js";
import { businessById } from "../day.js";
import { cnpj, hour, nameOf, plain } from "../format.js";
import { draftAt, outcomeWord, recordOf } from "../records.js";
import { territoryOf } from "../territory.js";
import { dayOf, placeWords } from "../today_stops.js";
import { lastTime } from "../ui/last_time.js";
import { heading, html, icon, note, nothing, stateShape, stateWord } from "../ui/parts.js";
import { addressOf, arrivedAt, howFar, quick, short } from "./stops.js";

const SIZES = { mei: "MEI", me: "ME", epp: "EPP", other: "Outro porte" };
const ACTIVE = "02";

export async function business(app, { id }) {
  app.territory ??= await territoryOf(app);
  const known = () => businessById(app.bundle, id) ?? app.territory.byId.get(id);
  if (!known()) return app.router.replace("#/buscar");
  let found = known();
  const refresh = () => {
    found = known() ?? found;
  };
  return { draw: () => screen(app, found, dayOf(app)), refresh };
}

const stopOf = ({ done, pending, skipped }, { id }) => [...pending, ...skipped, ...done].find(({ business: of }) => of.id === id);

function screen(app, found, day) {
  const stop = stopOf(day, found);
  const onRoute = stop && !stop.isPromise ? stop : null;
  const record = onRoute ? recordOf(app.records, { stopId: stop.id }) : recordOf(app.records, { businessId: found.id });
  const draft = draftAt(app.records, { stopId: onRoute?.id, businessId: found.id });
  const go = () => begin(app, { business: found, stop: onRoute, channel: stop?.channel });
  return {
    title: nameOf(found),
    sub: placeWords(day, found),
    back: stop ? "#/hoje" : "#/buscar",
    backLabel: stop ? "Voltar para a rota" : "Voltar para a busca",
    main: html`<div class="stack-s">${heading(nameOf(found))}<p class="hint">${whenWhere(found, stop, day)}</p></div>
      ${registerNote(found)}${record ? recordCard(record) : nothing}
      ${lastTime(app, found)}
      <div class="card stack"><dl class="facts-list">${facts(found)}</dl>${quick(app, found)}</div>
      ${changes(app, stop)}${app.net === "offline" ? nothing : html`<a class="btn btn-quiet" href="/contatos/negocio/${found.id}/">${icon("message-circle")}Anotar ligação ou mensagem</a>`}`,
    action: html`<button class="btn btn-primary" type="button" @click=${go}>${icon("door")}${draft
      ? "Continuar a visita"
      : record ? "Fazer outra visita" : arrivedAt(found)}</button>`,
  };
}

function whenWhere(found, stop, day) {
  const at = stop?.window ? `Hora marcada, das ${hour(stop.window.from)} às ${hour(stop.window.to)}` : stop?.expectedAt ? `Prevista para umas ${hour(stop.expectedAt)}` : "";
  return [at, howFar(day, found), stop ? "" : found.municipality].filter(Boolean).join(" · ");
}

/** Left out today, or back again. */
function changes(app, stop) {
  if (!stop || stop.isDone || stop.isPromise) return nothing;
  const run = async () => {
    const { askWhy, takeIn } = await app.dayScreens();
    return stop.skip ? takeIn(app, stop) : askWhy(app, stop);
  };
  return html`<button class="btn" type="button" @click=${run}>${icon(stop.skip ? "route" : "clock")}${stop.skip ? "Voltar para a rota" : "Pular hoje, com motivo"}</button>`;
}

const registerNote = ({ status }) =>
  status && status !== ACTIVE
    ? note("device", "info-circle", "Na Receita, este CNPJ não está ativo. Você pode visitar: o atendimento fica no CPF de quem atende.")
    : nothing;

const recordCard = (record) => html`<ul class="sync"><li>${stateShape(record.state)}<span><b>${outcomeWord(record)}</b>
  ${stateWord(record.state)}</span><a class="link-btn" href="#/envios">Ver envio</a></li></ul>`;

function facts({ cnpj: number, size, activity, people = [], legal_name: legal, trade_name: known, ...address }) {
  const rows = [
    ["Endereço", addressOf(address)],
    ["Quem atende", [...new Set(people.map(({ name }) => name))].join(", ")],
    ["Atividade", short(activity)],
    ["CNPJ", `${cnpj(number)} · ${SIZES[size] ?? ""}`],
    ["Nome no cadastro", plain(legal) === plain(nameOf({ trade_name: known, legal_name: legal })) ? "" : legal],
  ];
  return rows.filter(([, value]) => value).map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`);
}
