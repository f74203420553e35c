/* Concluir: freeze the visit and put it in the queue, once, however often the button is tapped (F03, F13). */
import { appVersion, deviceId, noteConcluded, timezone } from "./device.js";
import { clockOffset, correctedNow } from "./clock.js";
import { releasePhotos } from "./photos/keeping.js";
import { promisedAt } from "./promise.js";
import { visitHash } from "./router.js";
import { buildDocument, queuedRow } from "./visit.js";
import { tellTabs } from "./visit_screen.js";
import { closingProblems } from "../rules/closing.js";
import { howItCounts } from "../rules/counting.js";

const finishing = new Set();

async function environment(app) {
  return { deviceId: await deviceId(app.store), appVersion: appVersion(), timezone: timezone(), finishedAt: new Date() };
}

const documentOf = async ({ app, draft, content }) => buildDocument(draft, content, { ...(await environment(app)), sequence: 0 });

/** How the visit will be registered as it stands, and why. */
export const countingOf = async (visit) => howItCounts(await documentOf(visit), visit.content.instrument);

/** What keeps the visit from being finished, by the rules that the server uses too. */
export async function problemsOf(visit) {
  const { draft, content } = visit;
  const document = await documentOf(visit);
  return [...closingProblems(inRightTime(document), content.instrument), ...(draft.outcome === "attended" ? halfSaid(draft) : [])];
}

/** A promise is kept by the right time; a phone that lives in 2035 must not call next week over (F10). */
function inRightTime(document) {
  const right = (moment) => correctedNow(Date.parse(moment)).toISOString();
  return clockOffset() ? { ...document, started_at: right(document.started_at), finished_at: right(document.finished_at) } : document;
}

const missing = (code, message) => ({ code, message, where: "next_step", blocks: true });

/** Said to be, and left without its day or its words: the document would say that it was not. */
const halfSaid = ({ contact, credit }) => [
  contact.wanted === "yes" && !promisedAt(contact) && missing("no_return", "Escolha o dia do próximo contato."),
  credit.wanted === "yes" && !credit.need?.trim() && missing("no_need", "Escreva a necessidade de crédito com as palavras do cliente."),
].filter(Boolean);

const NOT_KEPT = { code: "not_kept", where: "", blocks: true };
const notKept = (problem) => ({
  ...NOT_KEPT,
  message: problem?.name === "QuotaExceededError"
    ? "O celular está sem espaço. Apague fotos ou vídeos e toque de novo em Concluir: o rascunho continua guardado."
    : "Ainda não deu para guardar. O rascunho continua aqui: toque de novo em Concluir.",
});

/** Answers the problems that are left; without any, the visit is in the queue and the screen says so. */
export async function finishVisit(visit) {
  const { app, draft } = visit;
  if (finishing.has(draft.id)) return [];
  finishing.add(draft.id);
  try {
    const problems = await freeze(visit);
    if (problems.some(({ blocks }) => blocks)) return problems;
  } catch (problem) {
    return [notKept(problem)];
  } finally {
    finishing.delete(draft.id);
  }
  tellTabs(draft.id);
  app.hush(); // what it offered to undo is over
  await app.load();
  app.router.replace(visitHash(draft.id, "concluida"));
  app.sync.send(true);
  return [];
}

/** From draft to queue, as the draft is on disk now: another tab may have changed it (F12). */
async function freeze({ app, draft: { id }, content }) {
  await app.saver.flush();
  if (Object.keys(app.saver.pending(id)).length) return [notKept(app.saved.full ? { name: "QuotaExceededError" } : null)];
  const draft = await app.store.draft(id);
  const problems = draft ? await problemsOf({ app, draft, content }) : [];
  if (problems.some(({ blocks }) => blocks)) return problems;
  const env = await environment(app);
  let [named, count] = [[], 0];
  await app.store.finish(id, (stored, sequence) => {
    const document = buildDocument(stored, content, { ...env, sequence });
    [named, count] = [document.photos, sequence];
    return queuedRow(stored, document, env.finishedAt, content);
  });
  if (!count) return []; // another tab was faster, and its photos are on their way
  noteConcluded(count);
  await releasePhotos(app.store, draft, named).catch(() => {}); // the visit is safe; tidyPhotos does it at the next start
  return [];
}
