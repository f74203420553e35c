/* The client signs with a finger; or says so aloud, which counts the same. */
import { drawOn } from "../signature.js";
import { isRemote, likelyName } from "../draft.js";
import { hour, longDay } from "../format.js";
import { sayProblems } from "../gate.js";
import { problemList } from "../ui/fields.js";
import { stepActions } from "../ui/visit_parts.js";
import { heading, html, icon, nothing } from "../ui/parts.js";
import { askedPurposes } from "./notice.js";

const WIDTH = 328;
const HEIGHT = 240;

export async function sign(visit) {
  if (visit.draft.consent.answer !== "given" || isRemote(visit.draft)) return visit.app.router.replace(visit.hash("aviso", visit.returning));
  const state = { drawing: visit.draft.consent.signature ?? "", problems: [], lift: null };
  const draw = () => {
    queueMicrotask(() => listen(visit, state));
    return screen(visit, state);
  };
  const refresh = () => {
    state.drawing = visit.draft.consent.signature ?? ""; // it may have come back
    state.surface = null;
  };
  return { draw, refresh, leave: () => state.lift?.() };
}

function listen(visit, state) {
  const surface = document.getElementById("assinatura");
  if (!surface || surface === state.surface) return;
  state.lift?.();
  state.surface = surface;
  state.lift = drawOn(surface, {
    width: WIDTH,
    height: HEIGHT,
    begun: state.drawing,
    onDraw: (path) => surface.querySelector(".ink").setAttribute("d", path),
    onStroke: (path) => {
      state.problems = [];
      visit.app.hush();
      visit.change({ "consent.signature": path, "consent.proof": "signature", "consent.answeredAt": new Date().toISOString() });
    },
  });
}

function erase(visit, state) {
  const { signature, proof, answeredAt } = visit.draft.consent;
  state.drawing = "";
  state.surface = null; // listen again, from an empty box
  visit.change({ "consent.signature": "", "consent.proof": "" });
  if (!signature) return visit.app.render();
  const back = { "consent.signature": signature, "consent.proof": proof, "consent.answeredAt": answeredAt };
  return visit.app.notify("Assinatura apagada", { label: "Desfazer", run: () => visit.restore(back) });
}

/** What was erased is not offered again once there is another answer in its place. */
function spoken(visit) {
  visit.app.hush();
  visit.change({ "consent.signature": "", "consent.proof": "spoken", "consent.answeredAt": new Date().toISOString() });
  visit.go("cliente");
}

function onward(visit, state) {
  const { proof, signature } = visit.draft.consent;
  if (proof === "spoken" || signature) return visit.go("cliente");
  state.problems = [{ message: "Falta assinar. Quem prefere não assinar pode aceitar de viva voz.", focus: "viva-voz" }];
  return sayProblems(visit.app);
}

/** What is agreed to, in one sentence that the person can read before signing. */
function agreement({ draft, content }) {
  const name = likelyName(draft) || "Quem assina";
  const also = askedPurposes(content).filter(({ key }) => draft.consent.choices[key] === "given").map(({ key, text }) => SHORT[key] ?? text.toLowerCase());
  const list = also.length ? `, e ${LIST.format(also)}` : "";
  return `${name} aceita o uso dos dados para orientação e acompanhamento${list}.`;
}

const LIST = new Intl.ListFormat("pt-BR"); // "a, b e c"

const SHORT = {
  whatsapp: "contato pelo WhatsApp",
  nps_contact: "uma pergunta depois sobre a visita",
  credit_sharing: "contato do agente de crédito",
  marketing: "avisos de cursos e eventos",
};

function screen(visit, state) {
  const { consent } = visit.draft;
  const { notice } = visit.content;
  return {
    title: "Mostre ao cliente",
    sub: "Etapa 1 de 6",
    back: visit.hash("aviso", visit.returning),
    main: html`<div class="stack-s">${heading("Assine com o dedo")}<p>${agreement(visit)}</p></div>${problemList(state.problems)}
      <div class="sign">
        <svg id="assinatura" class="pad" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${consent.signature ? "Área de assinatura, já assinada" : "Área de assinatura, vazia"}>
          <path d="M28 186h272" stroke="#83707d" stroke-width="2" stroke-dasharray="2 6"></path>
          <path d="M30 206l10-10m0 10l-10-10" stroke="#53434f" stroke-width="2"></path>
          <path class="ink" fill="none" stroke="#20131e" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round" d=${consent.signature ?? ""}></path>
        </svg>
        <div class="sign-foot">${signedLine(consent)}
          <button class="btn btn-quiet btn-s" type="button" @click=${() => erase(visit, state)}>${icon("eraser")}Apagar</button></div>
      </div>
      <ul class="choices"><li><button class="choice choice-s as-tile" id="viva-voz" type="button" @click=${() => spoken(visit)}>${icon("user-check")}
        <span>Prefere não assinar: aceitou de viva voz</span>${icon("chevron-right")}</button></li></ul>
      <p class="hint">Versão ${notice?.version} do aviso${notice?.published_at ? html`, de ${longDay(notice.published_at)}` : nothing}. O cliente pode pedir uma cópia quando quiser.</p>`,
    action: stepActions(visit, { back: "aviso", text: "Continuar", run: () => onward(visit, state) }),
  };
}

function signedLine({ proof, signature, answeredAt }) {
  if (signature) return html`<span class="saved" role="status">${icon("check")}Assinado às ${hour(answeredAt)}</span>`;
  if (proof === "spoken") return html`<span class="saved" role="status">${icon("check")}Aceito de viva voz às ${hour(answeredAt)}</span>`;
  return html`<span class="hint">O cliente assina aqui</span>`;
}
