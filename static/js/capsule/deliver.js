/* What goes into and out of a visit's deliveries. */
import { deliveriesOf } from "./draft.js";
import { newId } from "./ids.js";
import { answeredBy, resultOf, suggestionsFor } from "./result.js";

const EMPTY = { tool: null, guidance: "", findings: [], handover: "", was_explained: false, was_requested: false, own_choice_because: "", opinion: "" };

/** What the rule proposes for this conversation: another choice says why (DEL-02). */
export const proposedIn = ({ draft, content }) => suggestionsFor(draft, content).map(({ tool }) => tool);

function add(visit, delivery) {
  const id = newId();
  const order = 1 + Math.max(0, ...deliveriesOf(visit.draft).map((each) => each.order));
  visit.change({ [`deliveries.${id}`]: { ...EMPTY, proposed: proposedIn(visit), ...delivery, id, order } });
  return id;
}

export function addTool(visit, tool, because = "") {
  const findings = answeredBy(tool, resultOf(visit.draft, visit.content).findings);
  return add(visit, { tool: tool.key, findings, own_choice_because: because });
}

export const addGuidance = (visit, guidance, because) =>
  add(visit, { guidance, own_choice_because: because, handover: "together", was_explained: true });

/** Out, with a way back: nothing is asked before. */
export function removeTool(visit, id) {
  visit.change({ [`deliveries.${id}`]: undefined });
}

/** Back again, on whatever screen the agent is by now. */
export async function putBack({ app, change }, delivery) {
  change({ [`deliveries.${delivery.id}`]: delivery });
  await app.saver.flush();
  await app.refresh();
}

/** Codes of this visit's findings that the chosen things answer. */
export function answeredFindings({ draft, content }) {
  const found = new Set(resultOf(draft, content).findings.map(({ code }) => code));
  return new Set(deliveriesOf(draft).flatMap(({ findings }) => findings).filter((code) => found.has(code)));
}

const SITE = "Comece por aqui: ";

/** The words that go by WhatsApp, e-mail or QR: what it is, how to begin, and where. */
export function messageFor(tool, { agentName, clientName }) {
  const steps = (tool.steps ?? []).map((step, i) => `${i + 1}. ${step}`).join("\n");
  const hello = clientName ? `Olá, ${clientName}! ` : "Olá! ";
  return [`${hello}Aqui é ${agentName}, da visita de hoje.`, `${tool.name}: ${tool.summary}`, steps, tool.url ? SITE + tool.url : ""]
    .filter(Boolean)
    .join("\n\n");
}
