/* A day and an hour to come back: good moments to tap, the best first, or another day. */
import { correctedNow } from "../clock.js";
import { fromIsoDay } from "../format.js";
import { freeWord } from "../holidays.js";
import { momentWords, proposals } from "../proposal.js";
import { errorAt } from "../gate.js";
import { field, tiles } from "./fields.js";
import { html, icon, nothing } from "./parts.js";

const OTHER = "outro";
const keyOf = ({ date, time }) => `${date} ${time}`;

/** What is offered, with what was chosen among it even when the clock has moved on. */
function offered({ contact }, note, apart) {
  const list = proposals({ now: correctedNow(), note, apart });
  const chosen = contact.date && !contact.isOther && !list.some((each) => keyOf(each) === keyOf(contact));
  return chosen ? [{ date: contact.date, time: contact.time ?? "", isSaid: false }, ...list] : list;
}

function pick({ draft, change }, key, list) {
  const found = list.find((each) => keyOf(each) === key);
  const moment = found ? { "contact.date": found.date, "contact.time": found.time } : {};
  change({ "contact.isOther": !found, ...moment, ...(draft.outcome !== "come_back" && { "contact.wanted": "yes" }) });
}

const tileOf = (each) => ({
  key: keyOf(each), text: momentWords(each, correctedNow()), detail: each.isSaid ? "Como você anotou" : undefined, shape: each.isSaid ? "message-circle" : undefined, small: true,
});

/** Said, not forbidden: some doors are open on Sundays. */
function freeLine({ date }) {
  const word = date ? freeWord(fromIsoDay(date)) : "";
  return word ? html`<p class="row hint" role="status">${icon("info-circle")}<span>Esse dia é ${word}. Confira se o negócio abre.</span></p>` : nothing;
}

/** `prefix` names the fields ("volta" → volta-dia, volta-hora); `note` is what was written down about it. */
export function when(visit, problems, { prefix, legend, note = "", apart }) {
  const { draft, change } = visit;
  const { contact } = draft;
  const list = offered(draft, note, apart);
  const value = contact.isOther ? OTHER : contact.date ? keyOf({ time: "", ...contact }) : "";
  return html`<div class="stack-s" id="${prefix}-quando" tabindex="-1">
    ${tiles({ legend, seen: true, name: `${prefix}-quando`, value, onPick: (key) => pick(visit, key, list),
      options: [...list.map(tileOf), { key: OTHER, text: "Outro dia ou hora", shape: "calendar-event", small: true }] })}
    ${contact.isOther ? html`<div class="pair">
      ${field({ id: `${prefix}-dia`, label: "Dia", type: "date", value: contact.date, error: errorAt(problems, `${prefix}-dia`), onInput: (date) => change({ "contact.date": date }) })}
      ${field({ id: `${prefix}-hora`, label: "Hora", type: "time", value: contact.time, enter: "done", onInput: (time) => change({ "contact.time": time }) })}</div>` : nothing}
    ${freeLine(contact)}</div>`;
}
