/* A visit that is being made: what it starts with, and what can be asked of it. Pure values, no database, no DOM. */
import { firstName, isoDay, nameOf } from "./format.js";
import { newId } from "./ids.js";

/** What has to stay as it was when the visit began. */
export const contentOf = ({ notice, instrument, other_instruments: others, tools, journeys, municipalities }) => ({
  notice: notice ?? null,
  instrument: instrument ?? null, // the one that the unit begins with; the agent may choose another
  others: others ?? [],
  tools: tools ?? [],
  journeys: journeys ?? [],
  municipalities: municipalities ?? [],
});

export function newDraft({ userId, business, added = null, stop = null, label = "", channel = "in_person", now = new Date() }) {
  return {
    id: newId(now.getTime()),
    userId,
    business,
    added,
    stopId: stop?.id ?? null,
    stopLabel: label,
    startedAt: now.toISOString(),
    visitedOn: isoDay(now), // the day and the zone at the door: neither midnight nor a journey changes them (F11)
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    channel,
    outcome: "attended",
    position: null,
    missing: "",
    departure: null,
    photos: {},
    consent: { answer: "", choices: {} },
    person: {},
    fields: {},
    answers: {},
    asked: {}, // question → seconds
    timings: {}, // section → seconds
    deliveries: {},
    nextStep: {},
    contact: {},
    credit: {},
    notes: "",
    at: "",
    atWords: "",
  };
}

export const nameOfDraft = (draft) => nameOf({ ...draft.business, ...draft.fields });

/** Who we talk to, as far as we know already. */
export function personOf(draft) {
  const known = (draft.business.people ?? []).find(({ id }) => id === draft.person.id) ?? {};
  return { name: "", phone: "", email: "", cpf: "", role: "", ...known, ...draft.person };
}

/** The client's first name, or a word that fits everybody. */
export const clientName = (draft) => firstName(personOf(draft).name) || firstName(likelyName(draft));
export const likelyName = (draft) => draft.person.name ?? draft.business.people?.[0]?.name ?? "";

/** The business's data as last typed. */
export const fieldOf = (draft, field) => draft.fields[field] ?? draft.business[field] ?? "";

export const hasAccepted = (draft) =>
  draft.consent.answer === "given" && Boolean(draft.consent.proof) &&
  (draft.consent.proof === "spoken" || Boolean(draft.consent.signature));

export const deliveriesOf = (draft) =>
  Object.values(draft.deliveries).sort((a, b) => a.order - b.order);

/** Over a telephone nobody signs, and the place says nothing. */
export const isRemote = ({ channel = "in_person" }) => channel !== "in_person";

/** Over the bar, where the client is to know what is on the screen. */
export const forClient = (draft) => (isRemote(draft) ? "Leia para o cliente" : "Mostre ao cliente");

/** Photos of the visit, in the order they were taken. */
export const photosOf = (draft) =>
  Object.entries(draft.photos ?? {}).map(([id, photo]) => ({ id, ...photo })).sort((a, b) => a.id.localeCompare(b.id));
