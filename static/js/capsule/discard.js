/* Discarding a draft: gone with one tap, back with another; nothing is asked before. */
import { nameOfDraft } from "./draft.js";

export async function discard(app, { id }) {
  await app.saver.flush();
  const [draft, content] = [await app.store.draft(id), await app.store.content(id)];
  if (!draft) return;
  await app.store.discardDraft(id);
  await app.load();
  app.router.go("#/hoje");
  const undo = async () => {
    await app.store.startDraft(draft, content);
    await app.refresh();
  };
  app.notify(`Rascunho de ${nameOfDraft(draft)} descartado`, { label: "Desfazer", run: undo });
}
