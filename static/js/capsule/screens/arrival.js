/* Chegada: what happened at the door or on the telephone, what was agreed before, and where we were (unless the agent would
   rather not say). */
import { CHANNELS, outcomesFor } from "../channels.js";
import { clockWords } from "../clock.js";
import { isRemote, nameOfDraft, personOf } from "../draft.js";
import { digits, distance, hour } from "../format.js";
import { askAgain, noteArrival } from "../locate.js";
import { minutesLeft } from "../pace.js";
import { metresBetween } from "../position.js";
import { visitHash } from "../router.js";
import { button } from "../ui/visit_parts.js";
import { segments, tiles } from "../ui/fields.js";
import { lastTime } from "../ui/last_time.js";
import { heading, html, icon, note, nothing } from "../ui/parts.js";

const MISSING = {
  denied: "Local não anotado: este aparelho não deu permissão",
  timeout: "Local não anotado: o GPS demorou demais",
  unavailable: "Local não anotado: o GPS não respondeu",
  erased: "Local apagado",
};

export async function arrival(visit) {
  noteArrival(visit);
  return () => screen(visit);
}

function choose(visit) {
  const attended = visit.draft.outcome === "attended";
  if (attended && visit.returning) return visit.app.router.go(visitHash(visit.draft.id, "confira"));
  return visit.app.router.go(visitHash(visit.draft.id, attended ? "aviso" : "motivo"));
}

/** The first choice says how long it takes. */
function options({ draft, content }) {
  const [attend, ...others] = outcomesFor(draft.channel);
  const minutes = minutesLeft(draft, content.instrument, "notice");
  return [{ ...attend, detail: `Aviso de dados, conversa e resultado: uns\u00a0${minutes}\u00a0min` }, ...others];
}

function screen(visit) {
  const { draft } = visit;
  const remote = isRemote(draft);
  const question = remote ? "O que aconteceu no contato?" : "O que aconteceu na porta?";
  return {
    title: nameOfDraft(draft),
    sub: draft.stopLabel || "Fora da rota de hoje",
    back: "#/hoje",
    backLabel: "Voltar para a rota",
    main: html`${heading(question)}${wrongClock()}${lastTime(visit.app, draft.business)}${remote ? reach(draft) : nothing}
      ${tiles({ legend: question, name: "resultado", options: options(visit), value: draft.outcome, onPick: (outcome) => visit.change({ outcome }) })}
      ${remote ? nothing : positionLine(visit)}
      <details class="fold" ?open=${remote}><summary>Não é na porta? Mudar o jeito do contato</summary>
        ${segments({ legend: "Como é o contato?", name: "canal", options: CHANNELS, value: draft.channel, onPick: (channel) => pickChannel(visit, channel) })}
      </details>`,
    action: button(draft.outcome === "attended" ? "Começar atendimento" : "Continuar", () => choose(visit)),
  };
}

/** The visit is stored as the phone tells the time, and flagged; better to put it right first (F10). */
const wrongClock = () =>
  clockWords() ? note("device", "clock", `O relógio do celular está ${clockWords()}. Acerte a data e a hora nas configurações; a visita pode seguir.`) : nothing;

/** One tap to the telephone or the chat that the visit is made on. */
function reach(draft) {
  const number = digits(personOf(draft).phone || draft.business.people?.find(({ phone }) => phone)?.phone || draft.business.phone);
  if (!number) return html`<p class="hint">Não há telefone guardado deste negócio.</p>`;
  const isCall = draft.channel === "phone";
  const href = isCall ? `tel:+55${number}` : `https://wa.me/55${number}`;
  return html`<a class="btn" href=${href} target=${isCall ? nothing : "_blank"} rel="noopener">${icon(isCall ? "phone" : "brand-whatsapp")}${isCall ? "Ligar agora" : "Abrir o WhatsApp"}</a>`;
}

/** Another channel has no place, and not everything can happen there. */
function pickChannel(visit, channel) {
  const remote = channel !== "in_person";
  const outcome = outcomesFor(channel).some(({ key }) => key === visit.draft.outcome) ? visit.draft.outcome : "attended";
  visit.change({ channel, outcome, ...(remote && { position: null, missing: "" }) });
  if (!remote) noteArrival(visit);
}

function positionLine(visit) {
  const { draft } = visit;
  if (!draft.position) return missingLine(visit);
  const metres = metresBetween(draft.position, draft.business);
  const far = metres === null ? "" : `, a ${distance(metres)} do endereço`;
  return html`<p class="row hint" role="status">${icon("map-pin")}<span class="grow">Local anotado às ${hour(draft.positionAt)}${far} <span class="nowrap">(± ${distance(draft.position.accuracy_m)})</span></span>
    <button class="link-btn as-link" type="button" @click=${() => erase(visit)}>Apagar<span class="vh"> local anotado</span></button></p>`;
}

function missingLine(visit) {
  const { missing } = visit.draft;
  const again = missing ? html`<button class="link-btn as-link" type="button" @click=${() => askAgain(visit)}>Tentar de novo<span class="vh"> anotar o local</span></button>` : nothing;
  return html`<p class="row hint" role="status">${icon("map-pin")}<span class="grow">${MISSING[missing] ?? "Anotando o local… não precisa esperar"}</span>${again}</p>`;
}

/** Gone with one tap, back with another. */
function erase(visit) {
  const { position, positionAt } = visit.draft;
  visit.change({ position: null, missing: "erased" });
  visit.app.notify("Local apagado", { label: "Desfazer", run: () => visit.restore({ position, missing: "", positionAt }) });
}
