/* The route of a day as a line of stops; the next one opens into a card. */
import { distance, hour, inThe, nameOf, plain, plural } from "../format.js";
import { metresBetween } from "../position.js";
import { draftAt, OUTCOMES, recordOf, STATES } from "../records.js";
import { call, html, icon, nothing } from "../ui/parts.js";

const WALKING_M_PER_MIN = 70;
const DETOUR = 1.25; // streets are longer than the crow's way

/** Each stop with what became of it on this phone or, as far as we know, on another. */
export function withRecords(stops, records) {
  return stops.map((stop) => {
    const record = recordOf(records, { stopId: stop.id });
    return { ...stop, record, draft: draftAt(records, { stopId: stop.id }), isDone: Boolean(record) || stop.state !== "pending" };
  });
}

export const nextStop = (stops) => stops.find(({ isDone }) => !isDone);

/** "Comércio varejista de mercadorias": the first words of what the register says at length. */
export const short = (activity) => (activity ?? "").split(/[,;(]| - /)[0].trim();

function lineOf({ record, draft, isDone, state, is_fixed: isFixed, reason, business }) {
  if (record) return `${OUTCOMES[record.outcome].word} · ${STATES[record.state].said}`;
  if (isDone) return state === "skipped" ? "Ficou para outro dia" : "Feita";
  if (draft) return "Rascunho · toque para continuar";
  const why = isFixed ? "Hora marcada" : reason || short(business.activity);
  const isSaid = plain(why).includes("primeira visita");
  return [why, business.last_visit || isSaid ? "" : "primeira visita"].filter(Boolean).join(" · ");
}

const doneIcon = ({ record, state }) => (record ? OUTCOMES[record.outcome].icon : state === "skipped" ? "clock" : "check");

const row = (stop) => html`<li class="stop ${stop.isDone ? "is-visited" : ""}">
  <span class="stop-dot">${stop.isDone ? icon(doneIcon(stop)) : stop.position}</span>
  <a class="stop-body" href="#/negocio/${stop.business.id}"><span class="stop-line"><b>${nameOf(stop.business)}</b>
    <span class="stop-meta">${hour(stop.record?.finishedAt ?? stop.arrives_at)}</span></span>
    <span class="stop-meta two-lines">${lineOf(stop)}</span></a></li>`;

export const addressOf = ({ street, number, bairro }) => [[street, number].filter(Boolean).join(", "), bairro].filter(Boolean).join(" · ");

export const mapLink = ({ latitude, longitude, street, number, municipality }) => {
  const where = latitude == null ? [street, number, municipality].filter(Boolean).join(", ") : `${latitude},${longitude}`;
  return `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(where)}`;
};

/** Ligar · WhatsApp · Mapa. */
export function quick(business) {
  const phone = business.people?.find((person) => person.phone)?.phone || business.phone;
  const mobile = phone?.length === 11 ? phone : "";
  return html`<div class="quick">${call(phone)}${
    mobile ? html`<a href="https://wa.me/55${mobile}" target="_blank" rel="noopener">${icon("brand-whatsapp")}WhatsApp</a>` : nothing
  }<a href=${mapLink(business)} target="_blank" rel="noopener">${icon("map-2")}Mapa</a></div>`;
}

function walkFrom(previous, business) {
  const metres = metresBetween(previous?.business, business);
  if (metres === null) return "";
  const walked = Math.round(metres * DETOUR);
  return `A ${distance(walked)}, ${Math.max(1, Math.round(walked / WALKING_M_PER_MIN))} min a pé`;
}

const card = (stop, previous) => html`<li class="stop is-next">
  <span class="stop-dot">${stop.position}</span>
  <article class="stop-card">
    <div>
      <div class="stop-line"><h2><a class="plain" href="#/negocio/${stop.business.id}">${nameOf(stop.business)}</a></h2>
        <span class="strong nowrap">${hour(stop.arrives_at)}</span></div>
      <p class="stop-meta">${[stop.business.people?.[0]?.name, [stop.business.street, stop.business.number].filter(Boolean).join(", ")]
        .filter(Boolean).join(" · ")}${previous ? html`<br>${walkFrom(previous, stop.business)}` : nothing}</p>
    </div>
    ${whyOf(stop)}${quick(stop.business)}
  </article></li>`;

function whyOf({ reason, is_fixed: isFixed, business }) {
  const why = reason || business.last_visit?.promised || (business.last_visit ? "" : "Primeira visita");
  if (!why) return nothing;
  return html`<p class="stop-why">${icon(isFixed ? "lock" : "history")}<span>${isFixed ? "Hora marcada: " : ""}${why}</span></p>`;
}

export const routeLine = (stops, next) => html`<ol class="route">${stops.map((stop, index) =>
  stop === next ? card(stop, stops[index - 1]) : row(stop),
)}</ol>`;

export const arrivedAt = (business) => `Cheguei ${inThe(nameOf(business))}`;
export const stopsWord = (count) => plural(count, "parada", "paradas");
