/* How long the visit still takes: what usually is needed, drawn towards the pace of this conversation. Pure. */
import { unanswered } from "./questions.js";

/** Seconds each part takes when nothing is known yet; the conversation comes from the instrument. */
const USUAL = { arrival: 20, notice: 75, person: 60, conversation: 0, result: 75, delivery: 90, next_step: 75, check: 30 };
const PARTS = Object.keys(USUAL);
const TRUST = 4; // the instrument's own pace counts as so many questions
const LONGEST = 180; // a question left open during lunch says nothing of the pace

/** Seconds that one more question takes. */
function perQuestion(instrument, asked) {
  const usual = ((instrument.minutes ?? 10) * 60) / (instrument.questions.length || 1);
  const seconds = Object.values(asked).map((each) => Math.min(each, LONGEST));
  return (usual * TRUST + seconds.reduce((sum, each) => sum + each, 0)) / (TRUST + seconds.length);
}

function conversationLeft({ answers, asked }, instrument) {
  return instrument ? unanswered(instrument, answers).length * perQuestion(instrument, asked) : 0;
}

/** What a part that is open still takes: never nothing, and less the longer it is open. */
const restOf = (part, spent) => Math.max(USUAL[part] - spent, USUAL[part] / 4);

/** Minutes until "Visita guardada", seen from a part of the visit; at least one. */
export function minutesLeft(draft, instrument, from) {
  const start = PARTS.indexOf(from);
  const seconds = PARTS.slice(start).reduce((sum, part) => {
    if (part === "conversation") return sum + conversationLeft(draft, instrument);
    return sum + (part === from ? restOf(part, draft.timings[part] ?? 0) : USUAL[part]);
  }, 0);
  return Math.max(1, Math.ceil(seconds / 60));
}

/** "faltam uns 4 min". */
export function leftWords({ draft, content }, from) {
  const minutes = minutesLeft(draft, content.instrument, from);
  return minutes === 1 ? "falta\u00a01\u00a0min" : `faltam\u00a0uns\u00a0${minutes}\u00a0min`;
}
