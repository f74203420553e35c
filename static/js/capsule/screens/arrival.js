/* Chegada: what happened at the door, and where we were (unless the agent would rather not say). */
import { distance, hour } from "../format.js";
import { nameOfDraft } from "../draft.js";
import { findPosition, metresBetween } from "../position.js";
import { visitHash } from "../router.js";
import { button } from "../ui/visit_parts.js";
import { segments, tiles } from "../ui/fields.js";
import { heading, html, icon, nothing } from "../ui/parts.js";

const OUTCOMES = [
  { key: "attended", text: "Vou atender agora", detail: "Aviso de dados, conversa e resultado: uns 15 min", shape: "building-store" },
  { key: "come_back", text: "Pediu para voltar outro dia", shape: "calendar-event", small: true },
  { key: "owner_away", text: "O dono não está", shape: "user-question", small: true },
  { key: "closed", text: "Está fechado agora", shape: "door-off", small: true },
  { key: "refused", text: "Não quis atendimento", shape: "hand-stop", small: true },
  { key: "moved", text: "Não funciona mais aqui", shape: "building-off", small: true },
  { key: "not_found", text: "Não achei o endereço", shape: "map-off", small: true },
];

export const CHANNELS = [
  { key: "in_person", text: "Na porta" },
  { key: "phone", text: "Telefone" },
  { key: "whatsapp", text: "WhatsApp" },
  { key: "video", text: "Vídeo" },
];

const MISSING = {
  denied: "Local não anotado: este aparelho não deu permissão",
  timeout: "Local não anotado: o GPS demorou demais",
  unavailable: "Local não anotado: o GPS não respondeu",
  erased: "Local apagado",
};

export async function arrival(visit) {
  const { draft } = visit;
  if (!draft.position && !draft.missing && draft.channel === "in_person") locate(visit);
  return () => screen(visit);
}

async function locate(visit) {
  const { position, missing } = await findPosition();
  if (visit.draft.position || visit.draft.missing || visit.draft.channel !== "in_person") return;
  visit.change({ position, missing, positionAt: new Date().toISOString() });
}

function choose(visit) {
  const attended = visit.draft.outcome === "attended";
  if (attended && visit.returning) return visit.app.router.go(visitHash(visit.draft.id, "confira"));
  return visit.app.router.go(visitHash(visit.draft.id, attended ? "aviso" : "motivo"));
}

function screen(visit) {
  const { draft } = visit;
  const remote = draft.channel !== "in_person";
  const question = remote ? "O que aconteceu no contato?" : "O que aconteceu na porta?";
  return {
    title: nameOfDraft(draft),
    sub: draft.stopLabel || "Fora da rota de hoje",
    back: "#/hoje",
    backLabel: "Voltar para a rota",
    main: html`${heading(question)}
      ${tiles({ legend: question, name: "resultado", options: OUTCOMES, value: draft.outcome, onPick: (outcome) => visit.change({ outcome }) })}
      ${remote ? nothing : positionLine(visit)}
      <details class="fold" ?open=${remote}><summary>Não é na porta? Mudar o jeito do contato</summary>
        ${segments({ legend: "Como é o contato?", name: "canal", options: CHANNELS, value: draft.channel, onPick: (channel) => pickChannel(visit, channel) })}
      </details>`,
    action: button(draft.outcome === "attended" ? "Começar atendimento" : "Continuar", () => choose(visit)),
  };
}

function pickChannel(visit, channel) {
  visit.change(channel === "in_person" ? { channel } : { channel, position: null, missing: "" });
  if (channel === "in_person") locate(visit);
}

function positionLine({ draft, change }) {
  if (draft.position) {
    const metres = metresBetween(draft.position, draft.business);
    const far = metres === null ? "" : `, a ${distance(metres)} do endereço`;
    const erase = () => change({ position: null, missing: "erased" });
    return html`<p class="row hint" role="status">${icon("map-pin")}<span class="grow">Local anotado às ${hour(draft.positionAt)}${far}</span>
      <button class="link-btn as-link" type="button" @click=${erase}>Apagar<span class="vh"> local anotado</span></button></p>`;
  }
  return html`<p class="row hint" role="status">${icon("map-pin")}<span class="grow">${MISSING[draft.missing] ?? "Anotando o local… não precisa esperar"}</span></p>`;
}
