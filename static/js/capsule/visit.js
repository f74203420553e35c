/* From a draft to the document that is sent: the contract's fields and nothing else. Without an accepted notice no
   person, answer or need leaves the phone (I6). */
import { deliveriesOf, hasAccepted, nameOfDraft } from "./draft.js";
import { isoDay } from "./format.js";
import { promiseOf, shownOf, wordsOf } from "./summary.js";
import { businessOf, consentIn, contactIn, departureIn, diagnosisIn, personIn, photosIn, positionIn } from "./visit_parts.js";

const SCHEMA = 1;
const deliveryIn = ({ order, ...delivery }) => delivery; // the order is the list's own

/** What the client said yes to; nothing of this exists without an accepted notice. */
function attendedPart(draft, content) {
  const { nextStep, credit } = draft;
  return {
    person: personIn(draft),
    diagnosis: diagnosisIn(draft, content),
    deliveries: deliveriesOf(draft).map(deliveryIn),
    next_step: nextStep.destination && nextStep.mode ? { destination: nextStep.destination, mode: nextStep.mode } : null,
    credit: credit.wanted === "yes" && credit.need?.trim() ? { need: credit.need.trim() } : null,
  };
}

const NOTHING = { person: null, diagnosis: null, deliveries: [], next_step: null, credit: null };

export function buildDocument(draft, content, { deviceId, appVersion, sequence, timezone, finishedAt }) {
  const attended = draft.outcome === "attended" && hasAccepted(draft);
  return {
    schema: SCHEMA,
    id: draft.id,
    agent_id: draft.userId,
    device_id: deviceId,
    app_version: appVersion,
    sequence,
    stop_id: draft.stopId,
    channel: draft.channel,
    outcome: draft.outcome,
    started_at: draft.startedAt,
    finished_at: new Date(Math.max(finishedAt, Date.parse(draft.startedAt))).toISOString(), // a clock may jump back
    visited_on: draft.visitedOn ?? isoDay(draft.startedAt),
    timezone: draft.timezone ?? timezone,
    arrival: positionIn(draft, draft),
    business: businessOf(draft),
    consent: consentIn(draft, content),
    ...(attended ? attendedPart(draft, content) : NOTHING),
    contact: contactIn(draft),
    notes: draft.notes.trim(),
    timings: draft.timings,
    departure: departureIn(draft),
    photos: photosIn(draft, attended),
  };
}

/** The row that waits in the queue: the bytes as they will be sent, and (sealed) what the screens show of them. */
export function queuedRow(draft, document, now, content = null) {
  const shown = content && document.person ? shownOf(draft, content, document) : null;
  return {
    id: draft.id,
    userId: draft.userId,
    body: JSON.stringify(document),
    sequence: document.sequence,
    name: nameOfDraft(draft),
    promise: promiseOf(draft, document),
    shown,
    summary: shown ? wordsOf(shown) : "",
    outcome: draft.outcome,
    channel: draft.channel,
    stopId: draft.stopId,
    businessId: draft.business.id ?? null,
    finishedAt: now.toISOString(),
    state: "device",
    tries: 0,
    nextTryAt: "",
    problem: "",
  };
}
