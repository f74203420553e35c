/* Every visit of this person that this phone knows of, each in exactly one of the six states. */
import { isRemote } from "./draft.js";

export const STATES = {
  draft: { word: "Rascunho", icon: "pencil", css: "draft", said: "rascunho" },
  device: { word: "Salvo no aparelho", icon: "device-mobile", css: "device", said: "guardada no aparelho" },
  sending: { word: "Enviando", icon: "arrow-up", css: "sending", said: "enviando" },
  received: { word: "Recebido", icon: "check", css: "received", said: "recebida" },
  registered: { word: "Registrado no SAS", icon: "checks", css: "done", said: "registrada no SAS" },
  attention: { word: "Precisa de atenção", icon: "alert-triangle", css: "alert", said: "precisa de atenção" },
};

export const OUTCOMES = {
  attended: { word: "Atendida", icon: "check" },
  come_back: { word: "Pediu para voltar", icon: "calendar-event" },
  owner_away: { word: "Dono não estava", icon: "user-question" },
  closed: { word: "Fechada na hora", icon: "door-off" },
  refused: { word: "Não quis atendimento", icon: "hand-stop" },
  moved: { word: "Não funciona mais aqui", icon: "building-off" },
  not_found: { word: "Endereço não achado", icon: "map-off" },
};

const FROM_AFAR = { owner_away: "Não atendeu", moved: "Não funciona mais", not_found: "Número errado" };

/** What happened, in the words of the door or of the telephone. */
export const outcomeWord = (visit) => (isRemote(visit) && FROM_AFAR[visit.outcome]) || (OUTCOMES[visit.outcome]?.word ?? "");

export async function loadRecords(store, userId, sendingId) {
  const [drafts, queue, sent] = await Promise.all([store.drafts(userId), store.queue(userId), store.sent(userId)]);
  const waiting = queue.map((row) => ({ ...row, state: row.id === sendingId ? "sending" : row.state }));
  return {
    drafts: drafts.sort((a, b) => b.startedAt.localeCompare(a.startedAt)),
    waiting: waiting.filter(({ state }) => state !== "attention"),
    refused: waiting.filter(({ state }) => state === "attention"),
    troubled: sent.filter(({ state }) => state === "attention"),
    gone: sent.filter(({ state }) => state !== "attention").sort((a, b) => b.finishedAt.localeCompare(a.finishedAt)),
  };
}

/** Visits that are finished, whatever became of them since. */
export const finished = ({ waiting, refused, troubled, gone }) => [...waiting, ...refused, ...troubled, ...gone];

/** Made here, and not in the bundle that the phone has. */
export const isNews = ({ receivedAt }, bundle) => !(receivedAt && Date.parse(receivedAt) < Date.parse(bundle?.generated_at ?? ""));

/** The visit made at a stop, or at a business that day; the newest counts. */
export function recordOf(records, { stopId = null, businessId = null }) {
  const isIt = (row) => (stopId ? row.stopId === stopId : businessId && row.businessId === businessId);
  return finished(records).filter(isIt).sort((a, b) => b.finishedAt.localeCompare(a.finishedAt))[0];
}

/** The same business found twice in the sweep is one visit. */
export const draftOfCnpj = (records, cnpj) => records.drafts.find((draft) => draft.added && draft.business.cnpj === cnpj);

export const draftAt = (records, { stopId = null, businessId = null }) =>
  records.drafts.find((draft) => (stopId ? draft.stopId === stopId : businessId && draft.business.id === businessId));
