/* Concluir: freeze the visit and put it in the queue, once, however often the button is tapped (F03, F13). */
import { appVersion, deviceId, timezone } from "./device.js";
import { visitHash } from "./router.js";
import { buildDocument, queuedRow } from "./visit.js";
import { closingProblems } from "../rules/closing.js";

const finishing = new Set();

async function environment(app) {
  return { deviceId: await deviceId(app.store), appVersion: appVersion(), timezone: timezone(), finishedAt: new Date() };
}

/** What keeps the visit from being finished, by the rules that the server uses too. */
export async function problemsOf({ app, draft, content }) {
  const document = buildDocument(draft, content, { ...(await environment(app)), sequence: 0 });
  return closingProblems(document, content.instrument);
}

/** Answers the problems that are left; without any, the visit is in the queue and the screen says so. */
export async function finishVisit(visit) {
  const { app, draft, content } = visit;
  if (finishing.has(draft.id)) return [];
  finishing.add(draft.id);
  try {
    await app.saver.flush();
    if (Object.keys(app.saver.pending(draft.id)).length) return []; // not on disk: the screen says why
    const problems = await problemsOf(visit);
    if (problems.some(({ blocks }) => blocks)) return problems;
    const env = await environment(app);
    await app.store.finish(draft.id, (stored, sequence) =>
      queuedRow(stored, buildDocument(stored, content, { ...env, sequence }), env.finishedAt),
    );
  } finally {
    finishing.delete(draft.id);
  }
  await app.load();
  app.router.replace(visitHash(draft.id, "concluida"));
  app.sync.send(true);
  return [];
}
