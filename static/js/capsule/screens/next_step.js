/* Próximo passo: where the client goes on, and how, both chosen by the client (PRM-02, JOR-01). */
import { clientName, nameOfDraft } from "../draft.js";
import { leftWords } from "../pace.js";
import { createGate } from "../gate.js";
import { problemList, tiles } from "../ui/fields.js";
import { savedLine, stepActions } from "../ui/visit_parts.js";
import { heading, html, stepLine } from "../ui/parts.js";

export const MODES = [
  { key: "digital", text: "Pelo celular", shape: "device-mobile", small: true },
  { key: "in_person", text: "Presencial", shape: "users", small: true },
  { key: "assisted", text: "Com acompanhamento", shape: "heart-handshake", small: true },
  { key: "self_service", text: "Por conta própria", shape: "user", small: true },
];

export async function nextStep(visit) {
  const gate = createGate(visit, missing);
  return () => screen(visit, gate.shown(), () => gate.pass(() => visit.go("contato")));
}

function missing({ draft: { nextStep: { destination, mode } } }) {
  return [
    destination ? null : { message: "Pergunte por onde o cliente quer continuar.", focus: "destino" },
    mode ? null : { message: "Pergunte de que jeito fica melhor.", focus: "jeito" },
  ].filter(Boolean);
}

function screen(visit, problems, onward) {
  const { draft, content, change } = visit;
  const name = clientName(draft) || "o cliente";
  return {
    title: nameOfDraft(draft),
    sub: "Etapa 6 de 6",
    back: visit.hash(visit.returning ? "confira" : "entrega"),
    tight: true,
    main: html`${stepLine(6)}<div class="stack-s"><p class="eyebrow">Etapa 6 de 6, Próximo passo · ${leftWords(visit, "next_step")}</p>${heading(`Por onde ${name} quer continuar?`)}
      <p class="hint">Quem escolhe é o cliente.</p></div>${problemList(problems)}
      <div id="destino" tabindex="-1">${tiles({ legend: `Por onde ${name} quer continuar?`, name: "destino", value: draft.nextStep.destination,
        options: content.journeys.map(({ key, name: text }) => ({ key, text, small: true })), onPick: (key) => change({ "nextStep.destination": key }) })}</div>
      <div id="jeito" tabindex="-1">${tiles({ legend: "De que jeito?", seen: true, name: "jeito", options: MODES, value: draft.nextStep.mode, onPick: (key) => change({ "nextStep.mode": key }) })}</div>
      ${savedLine(visit)}`,
    action: stepActions(visit, { back: "entrega", text: "Continuar", run: onward }),
  };
}
