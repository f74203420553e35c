/* The pieces of a visit's document. */
import { fieldOf, isRemote, personOf, photosOf } from "./draft.js";
import { digits } from "./format.js";
import { promisedAt } from "./promise.js";
import { relevantAnswers } from "./questions.js";
import { MAY_RETURN } from "./reasons.js";
import { resultOf } from "./result.js";

const CHANGEABLE = ["trade_name", "phone", "street", "number", "bairro", "cep", "email"];
const ONLY_DIGITS = new Set(["phone", "cep"]);

/** Half a CEP says nothing; the server takes eight digits or none. */
const isWhole = (field, value) => field !== "cep" || value === "" || value.length === 8;
const clean = (field, value) => (ONLY_DIGITS.has(field) ? digits(value) : value.trim());

export function businessOf({ business, added, fields, ...draft }) {
  if (added) {
    const said = (key) => clean(key, String(fields[key] ?? added[key] ?? ""));
    const typed = Object.fromEntries(Object.keys(added).map((key) => [key, isWhole(key, said(key)) ? said(key) : ""]));
    return { id: null, cnpj: business.cnpj, added: typed, changes: {} };
  }
  const changed = CHANGEABLE.filter((field) => field in fields)
    .map((field) => [field, clean(field, fieldOf({ business, fields, ...draft }, field))])
    .filter(([field, value]) => value !== clean(field, business[field] ?? "") && isWhole(field, value));
  return { id: business.id, cnpj: business.cnpj, added: null, changes: Object.fromEntries(changed) };
}

export function personIn(draft) {
  const { id = null, name, cpf, phone, email, role } = personOf(draft);
  if (!name.trim()) return null;
  return { id, name: name.trim(), cpf: digits(cpf), phone: digits(phone), email: email.trim(), role: role || "owner" };
}

export function consentIn({ consent, person }, { notice }) {
  if (!consent.answer || !notice) return null;
  const given = consent.answer === "given";
  const purposes = notice.content.purposes ?? [];
  return {
    notice_id: notice.id,
    notice_sha256: notice.sha256,
    proof: given ? consent.proof || "spoken" : "spoken",
    signature: given && consent.proof === "signature" ? consent.signature : "",
    capacity: person.role || "owner",
    answered_at: consent.answeredAt,
    choices: purposes.map(({ key, needs_consent: asked }) => ({
      purpose: key,
      state: given && (!asked || consent.choices[key] === "given") ? "given" : "refused",
    })),
  };
}

export function diagnosisIn(draft, content) {
  const { instrument } = content;
  const answers = relevantAnswers(instrument, draft.answers);
  if (!instrument || !Object.keys(answers).length) return null;
  return {
    instrument: instrument.key,
    version: instrument.number,
    answers,
    timings: Object.fromEntries(Object.entries(draft.asked).filter(([key]) => key in answers)),
    notes: "",
    result: resultOf(draft, content),
  };
}

/** As the last screen shows it: an outcome that was tapped before this one leaves no promise behind, and takes none away. */
export function contactIn({ contact, outcome, channel }) {
  if (outcome === "attended" ? contact.wanted !== "yes" : !MAY_RETURN.has(outcome)) return null;
  const at = promisedAt(contact);
  if (!at) return null;
  return {
    due_at: at.toISOString(),
    channel: contact.channel || channel,
    purpose: (contact.purpose ?? "").trim() || "Voltar para conversar",
  };
}

/** Where somebody was, or why that isn't known. A death before the GPS answered counts as too late. */
export function positionIn(draft, noted) {
  if (isRemote(draft)) return { position: null, missing_because: "" };
  return { position: noted?.position ?? null, missing_because: noted?.position ? "" : noted?.missing || "timeout" };
}

export const departureIn = (draft) => positionIn(draft, draft.departure);

/** Without an accepted notice only the front of the house leaves the phone: it is on the street for all to see (I6). */
export const photosIn = (draft, attended) =>
  photosOf(draft)
    .filter(({ what }) => attended || what === "facade")
    .map(({ sha256, key, iv, bytes, taken_at, what }) => ({ sha256, key, iv, bytes, taken_at, what }));
