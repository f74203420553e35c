/* Compartilhar: the result as a picture or as words, before or after anything was sent; it works without internet. */
import { download } from "../download.js";
import { withChosen } from "../questions.js";
import { copied, offer } from "../share/give.js";
import { drawInto, fileOf } from "../share/picture.js";
import { shownOf, wordsOf } from "../summary.js";
import { visitHash } from "../router.js";
import { heading, html, icon } from "../ui/parts.js";

/** Of a visit that is being made, or of one that is finished on this phone. */
async function shownAt(app, id) {
  const draft = await app.store.draft(id);
  if (draft?.userId === app.user.id) return { shown: shownOf(draft, withChosen(await app.store.content(id), draft)), back: visitHash(id, "resultado") };
  const row = (await app.store.queued(id)) ?? (await app.store.sentOne(id));
  return row?.userId === app.user.id && row.shown ? { shown: row.shown, back: visitHash(id, "concluida") } : null;
}

export async function shareResult(app, { id }) {
  const found = await shownAt(app, id);
  if (!found) return app.router.replace("#/hoje");
  const words = wordsOf(found.shown);
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `Imagem do resultado. ${words}`);
  canvas.className = "share-picture";
  drawInto(canvas, found.shown);
  return { draw: () => screen(app, { ...found, canvas, words }) };
}

async function givePicture(app, { canvas, shown }) {
  const file = await fileOf(canvas, shown.on).catch(() => null);
  if (!file) return app.notify("Não deu para fazer a imagem neste celular. Mande o texto.");
  if ((await offer({ files: [file] })) !== "no") return undefined;
  download(file);
  return app.notify("Imagem baixada. Ela está nos downloads do celular.");
}

async function giveWords(app, words) {
  if ((await offer({ text: words })) !== "no") return;
  app.notify((await copied(words)) ? "Texto copiado. Cole na conversa com o cliente." : "Não deu para copiar. Toque em “Ler o texto” e copie de lá.");
}

function screen(app, { back, canvas, shown, words }) {
  const whatsapp = `https://wa.me/?text=${encodeURIComponent(words)}`;
  return {
    title: shown.business,
    sub: "Compartilhar o resultado",
    back,
    main: html`${heading("Leve o resultado com você")}
      <p class="hint">Mande só para o próprio cliente. Não vai CPF, telefone nem assunto de crédito.</p>
      ${canvas}
      <section class="card stack-s"><h2>Ou como texto</h2>
        <details class="fold"><summary>Ler o texto</summary><p class="words">${words}</p></details>
        <a class="btn" target="_blank" rel="noopener" href=${whatsapp}>${icon("brand-whatsapp")}Enviar por WhatsApp</a>
        <button class="btn" type="button" @click=${() => giveWords(app, words)}>${icon("copy")}Compartilhar ou copiar o texto</button></section>`,
    action: html`<a class="btn" href=${back}>Voltar</a><button class="btn btn-primary" type="button" @click=${() => givePicture(app, { canvas, shown })}>${icon("share-2")}Compartilhar a imagem</button>`,
  };
}
