/* Make the copy of what waits, and say what became of it. */
import { rescue } from "./rescue.js";

const WORDS = {
  shared: "Cópia entregue ao aplicativo que você escolheu. Mande para a gestão.",
  saved: "Cópia guardada na pasta de downloads. Mande para a gestão.",
  "given up": "A cópia não foi feita. As visitas continuam guardadas aqui.",
};

/** Make the copy and say how it went; also used where nobody is signed in or the phone is locked. */
export async function makeRescue(app) {
  const { how, visits } = await rescue(app.store, app.user?.id);
  app.notify(visits || how === "given up" ? WORDS[how] : "Nada espera neste aparelho: a cópia tem só os rascunhos.");
  return app.refresh();
}
