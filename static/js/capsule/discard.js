/* Discarding a draft: gone with one tap, back with another; nothing is asked before. */
import { nameOfDraft } from "./draft.js";

export async function discard(app, { id }) {
  await app.saver.flush();
  const [draft, content] = [await app.store.draft(id), await app.store.content(id)];
  if (!draft) return;
  await app.store.discardDraft(id);
  await app.load();
  app.router.go("#/hoje");
  app.sync.tellTabs(); // a tab that has it open would go on writing into nothing
  const undo = async () => {
    await app.store.startDraft(draft, content);
    await app.sync.tellTabs();
  };
  app.notify(`Rascunho de ${nameOfDraft(draft)} descartado`, { label: "Desfazer", run: undo });
}
