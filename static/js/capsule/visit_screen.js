/* What all steps of a visit share: the draft in memory, its autosave, its clock, and the place to come back to. */
import { withPatches } from "./patches.js";
import { withChosen } from "./questions.js";
import { visitHash } from "./router.js";
import { createStopwatch } from "./timing.js";
import { whereWords } from "./where.js";

const tabs = new BroadcastChannel("rota-ativa-rascunhos");

/** This draft is not what it was: other tabs read it again. */
export const tellTabs = (id) => tabs.postMessage(id);

let shownId = "";

/** What a toast offers to undo belongs to another visit, or to the route: it stays behind. */
function leaveToasts(app, id) {
  if (id !== shownId) app.hush();
  shownId = id;
}

/** Open a step: load the draft, remember the address in it, and count the time spent. `screen(visit, route)` answers how to draw
    it, or {draw, question?, refresh?, leave?}, or nothing when it has sent the agent elsewhere. */
export async function openVisit(app, route, screen, section) {
  const draft = await app.store.draft(route.id);
  if (!draft || draft.userId !== app.user.id) return leaveFor(app, route.id);
  leaveToasts(app, draft.id);
  const visit = createVisit(app, draft, await app.store.content(route.id), route);
  const drawn = await screen(visit, route);
  if (!drawn) return null;
  const watch = createStopwatch();
  watch.start();
  const onVisibility = () => (document.hidden ? watch.pause() : watch.resume());
  document.addEventListener("visibilitychange", onVisibility);
  const onTold = ({ data }) => data === draft.id && visit.reload();
  tabs.addEventListener("message", onTold);
  if (location.hash !== draft.at && section) visit.change({ at: location.hash, atWords: whereWords({ ...route, rest: drawn.question ?? "" }, visit.content) });
  return {
    draw: drawn.draw ?? drawn,
    refresh: () => visit.reload().then(() => drawn.refresh?.()),
    leave: () => {
      document.removeEventListener("visibilitychange", onVisibility);
      tabs.removeEventListener("message", onTold);
      drawn.leave?.();
      visit.spend(section, drawn.question, watch.stop());
    },
  };
}

/** The draft is gone: finished here or in another tab, or never ours. */
async function leaveFor(app, id) {
  const finished = (await app.store.queued(id)) ?? (await app.store.sentOne(id));
  app.router.replace(finished?.userId === app.user.id ? visitHash(id, "concluida") : "#/hoje");
  return null;
}

function createVisit(app, draft, content, { query }) {
  const returning = query.volta === "1";
  const visit = {
    app,
    draft,
    get content() {
      return withChosen(content, visit.draft);
    },
    returning,
    /** Change the draft by dotted paths; it is on disk within 300 ms, and the screen follows at once. */
    change(given) {
      const patches = { ...given, touchedAt: new Date().toISOString() };
      visit.draft = withPatches(visit.draft, patches);
      app.saver.change(draft.id, patches);
      app.render();
    },
    async reload() {
      const stored = await app.store.draft(draft.id);
      if (!stored) return leaveFor(app, draft.id);
      visit.draft = withPatches(stored, app.saver.pending(draft.id));
      return app.render();
    },
    /** Desfazer: back as it was, on whatever screen the agent is by now. */
    async restore(patches) {
      visit.change(patches);
      await app.saver.flush();
      await app.refresh();
    },
    spend(section, question, seconds) {
      if (!section || !seconds) return;
      const patches = { [`timings.${section}`]: (visit.draft.timings[section] ?? 0) + seconds };
      if (question) patches[`asked.${question}`] = (visit.draft.asked[question] ?? 0) + seconds;
      visit.draft = withPatches(visit.draft, patches);
      app.saver.change(draft.id, patches);
      app.saver.flush().then(() => tellTabs(draft.id));
    },
    hash: (step, back = false) => visitHash(draft.id, step, back),
    /** On from here, or straight back to the check page we came from. */
    go: (step) => app.router.go(visitHash(draft.id, returning ? "confira" : step)),
  };
  return visit;
}
