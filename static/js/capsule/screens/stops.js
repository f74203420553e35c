/* The route of a day as a line of stops; the next one opens into a card. */
import { distance, hour, inThe, moment, nameOf, plain, plural, shortDay, fromIsoDay } from "../format.js";
import { REASONS } from "../day_plan.js";
import { callLink, waysTo, whatsappLink } from "../navigation.js";
import { lastKnown } from "../position.js";
import { OUTCOMES, outcomeWord, STATES } from "../records.js";
import { minutesOf, walkedMetres } from "../walk.js";
import { html, icon, nothing, said } from "../ui/parts.js";

/** "Comércio varejista de mercadorias": the first words of what the register says at length. */
export const short = (activity) => (activity ?? "").split(/[,;(]| - /)[0].trim();

const lastWords = ({ outcome, on }) => `${(OUTCOMES[outcome]?.word ?? "visitada").toLowerCase()} em ${shortDay(fromIsoDay(on))}`;

function lineOf({ record, draft, isDone, skip, window, reason, business, metres }) {
  if (record) return `${outcomeWord(record)} · ${STATES[record.state].said}`;
  if (isDone) return "Feita";
  if (skip) return ["Ficou para depois", REASONS[skip.reason]].filter(Boolean).join(" · ");
  if (draft) return "Rascunho · toque para continuar";
  const isDue = !window && reason?.startsWith("Prometido");
  const why = window ? agreedOn(business) || reason : isDue ? withColon(reason, agreedOn(business)) : reason || short(business.activity);
  const before = business.last_visit ? lastWords(business.last_visit) : plain(why).includes("primeira visita") ? "" : "primeira visita";
  const isSaid = plain(before).startsWith(plain(why)); // "Pediu para voltar · pediu para voltar em 07/10"
  return [distance(metres), window ? `Hora marcada, até ${hour(window.to)}` : "", !window && isSaid ? "" : why, window || isDue ? "" : before].filter(Boolean).join(" · ");
}

const shapeOf = ({ isDone, record, skip, position }) => {
  if (skip) return icon("clock");
  return isDone ? icon(record ? OUTCOMES[record.outcome].icon : "check") : position;
};

/** None for a stop that was left out, or made with another phone: when that was is not known here. */
const clock = ({ record, skip, isDone, expectedAt, arrives_at: at }) => ((skip || isDone) && !record ? "" : hour(record?.finishedAt ?? expectedAt ?? at));

const row = (stop) => html`<li class="stop ${stop.isDone ? "is-visited" : ""} ${stop.skip ? "is-out" : ""} ${stop.is_fixed && !stop.isDone ? "is-promised" : ""}">
  <span class="stop-dot">${shapeOf(stop)}</span>
  <a class="stop-body" href="#/negocio/${stop.business.id}"><span class="stop-line"><b>${nameOf(stop.business)}</b>
    <span class="stop-meta">${stop.is_fixed && !stop.isDone && !stop.skip ? icon("lock") : nothing}${clock(stop)}</span></span>
    <span class="stop-meta two-lines">${stop.business.flags?.length && !stop.isDone ? html`${icon("info-circle")}<span class="vh">Tem aviso. </span>` : nothing}${lineOf(stop)}</span></a></li>`;

export const addressOf = ({ street, number, bairro }) => [[street, number].filter(Boolean).join(", "), bairro].filter(Boolean).join(" · ");

async function showWays(app, business) {
  const { navigate } = await app.dayScreens();
  navigate(app, business);
}

/** Ligar · WhatsApp · Mapa, as far as there is a number and a place. */
export function quick(app, business) {
  const [call, chat] = [callLink(business), whatsappLink(business)];
  if (!call && !waysTo(business).length) return nothing;
  return html`<div class="quick">${call ? html`<a href=${call}>${icon("phone")}Ligar</a>` : nothing}
    ${chat ? html`<a href=${chat} target="_blank" rel="noopener">${icon("brand-whatsapp")}WhatsApp</a>` : nothing}
    ${waysTo(business).length ? html`<button type="button" aria-haspopup="dialog" @click=${() => showWays(app, business)}>${icon("map-2")}Mapa</button>` : nothing}</div>`;
}

/** How far the next stop is: from where the agent was seen last, else from the stop made before. */
export function howFar({ start }, business) {
  const metres = walkedMetres(start.place, business);
  if (metres === null) return "";
  const from = start.place === lastKnown() ? "daqui" : "da parada anterior";
  return `A ${distance(metres)} ${from}, ${minutesOf(metres)}\u00a0min a pé`;
}

const agreedOn = ({ open_followups: [agreed] = [], last_visit: last }) => agreed?.purpose || last?.promised || "";
const withColon = (...words) => words.filter(Boolean).join(": ");

/** Why to go there: the promised hours, the plan's reason, what was agreed and is still open. */
function whyOf({ reason = "", window, business }) {
  if (window) return said("lock", withColon(`Hora marcada, das ${hour(window.from)} às ${hour(window.to)}`, agreedOn(business) || reason));
  const [agreed] = business.open_followups ?? [];
  const why = agreed && reason.startsWith("Prometido") ? "" : reason || (agreed ? "" : agreedOn(business) || (business.last_visit ? "" : "Primeira visita"));
  return [why ? said("history", why) : nothing, agreed ? said("calendar-event", withColon(`Combinado para ${moment(agreed.due_at)}`, agreed.purpose)) : nothing];
}

const flagsOf = ({ flags = [] }) => flags.map(({ text }) => html`<p class="stop-flag">${icon("info-circle")}<span>${text}</span></p>`);

const lastLine = ({ last_visit: last }) => (last ? html`<p class="stop-meta">Última visita: ${lastWords(last)}</p>` : nothing);

const card = (app, day, stop) => html`<li class="stop is-next">
  <span class="stop-dot">${stop.position}</span>
  <article class="stop-card">
    <div>
      <div class="stop-line"><h2><a class="plain" href="#/negocio/${stop.business.id}">${nameOf(stop.business)}</a></h2>
        <span class="strong nowrap">${stop.window ? icon("lock") : nothing}${clock(stop)}</span></div>
      <p class="stop-meta">${[stop.business.people?.[0]?.name, [stop.business.street, stop.business.number].filter(Boolean).join(", ")]
        .filter(Boolean).join(" · ")}${howFar(day, stop.business) ? html`<br>${howFar(day, stop.business)}` : nothing}</p>
      ${lastLine(stop.business)}
    </div>
    ${whyOf(stop)}${flagsOf(stop.business)}${quick(app, stop.business)}
  </article></li>`;

export const routeLine = (app, day, rows) => html`<ol class="route">${rows.some([...day.done, ...day.pending, ...day.skipped]).map((stop) =>
  stop === day.next ? card(app, day, stop) : row(stop),
)}</ol>`;

export const arrivedAt = (business) => `Cheguei ${inThe(nameOf(business))}`;
export const stopsWord = (count) => plural(count, "parada", "paradas");
