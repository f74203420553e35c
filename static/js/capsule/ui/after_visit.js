/* After the visit is safe: the promise for the agent's calendar, and the summary for the client's chat. */
import { isRemote } from "../draft.js";
import { hour, longDay, weekday } from "../format.js";
import { HOW } from "../summary.js";
import { html, icon, nothing } from "./parts.js";

export function promised(app, row) {
  if (!row.promise) return nothing;
  const { dueAt, channel } = row.promise;
  const save = async () => {
    (await app.homeScreens()).saveEntry(row);
    app.notify("Arquivo da agenda baixado. Toque nele para pôr na agenda do celular.");
  };
  return html`<section class="card stack-s"><p class="row">${icon("calendar-event")}<span><b>${HOW[channel] ?? HOW.in_person}: ${weekday(dueAt).toLowerCase()}, ${longDay(dueAt)} às ${hour(dueAt)}</b>
    <span class="hint block">Entra na sua rota desse dia.</span></span></p>
    <button class="btn btn-s" type="button" @click=${save}>${icon("calendar-plus")}Pôr na agenda do celular</button></section>`;
}

/** The client points the camera at it, or gets the link: on the page it opens they see, correct and take back. Whoever was
    spoken to from afar has no camera here. */
export function receiptCard(app, row) {
  const { id, summary, state } = row;
  const isHere = !isRemote(row);
  if (!summary || app.net === "offline" || !["received", "registered"].includes(state)) return nothing;
  return html`<section class="card stack-s"><p><b>Link do cliente</b> <span class="hint">${isHere ? "Mostre para a câmera dele: abre" : "Abre"} o resultado, o recibo e os direitos.</span></p>
    ${isHere ? html`<img class="qr-code" src="/privacidade/visitas/${id}/qr.svg" width="232" height="232" alt="QR code do link do cliente">` : nothing}
    <a class="btn btn-s" target="_blank" rel="noopener" href="/devolutivas/${id}/">${icon("brand-whatsapp")}Mandar o link</a></section>`;
}

export function shareCard({ id, summary }) {
  if (!summary) return nothing;
  return html`<section class="card stack-s"><p><b>Resumo para o cliente</b> <span class="hint">sem CPF, telefone nem assunto de crédito</span></p>
    <details class="fold"><summary>Ler o resumo</summary><p class="words">${summary}</p></details>
    <div class="stack-s"><a class="btn btn-s" target="_blank" rel="noopener" href="https://wa.me/?text=${encodeURIComponent(summary)}">${icon("brand-whatsapp")}WhatsApp</a>
    <a class="btn btn-s" href="#/compartilhar/${id}">${icon("share-2")}Compartilhar como imagem ou texto</a></div></section>`;
}
