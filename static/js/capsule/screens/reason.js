/* The other outcomes ask only what is needed: when to come back, if that was agreed, and a line to remember. */
import { finishVisit } from "../finish.js";
import { nameOfDraft } from "../draft.js";
import { createGate, errorAt } from "../gate.js";
import { promiseProblem } from "../promise.js";
import { area, field, problemList } from "../ui/fields.js";
import { backLink, button, savedLine } from "../ui/visit_parts.js";
import { heading, html, nothing } from "../ui/parts.js";

const WORDS = {
  come_back: ["Quando você volta?", "O que ficou combinado"],
  owner_away: ["O dono não está", "Melhor hora para achar o dono"],
  closed: ["Estava fechado", "Horário escrito na porta"],
  refused: ["Não quis atendimento", "O motivo, se a pessoa disse"],
  moved: ["Não funciona mais aqui", "Para onde foi, se alguém sabe"],
  not_found: ["Endereço não achado", "Uma referência para quem for depois"],
};

export async function reason(visit) {
  const gate = createGate(visit, missing);
  const state = { left: [] };
  const finish = () => gate.pass(async () => {
    state.left = (await finishVisit(visit)).filter(({ blocks }) => blocks);
    if (state.left.length) visit.app.render();
  });
  return () => screen(visit, [...gate.shown(), ...state.left], finish);
}

function missing({ draft: { outcome, contact } }) {
  const wrong = outcome === "come_back" ? promiseProblem(contact) : "";
  return wrong ? [{ message: contact.date ? wrong : "Escolha o dia em que você volta.", focus: "volta-dia" }] : [];
}

function screen(visit, problems, finish) {
  const { draft, change } = visit;
  const [question, label] = WORDS[draft.outcome] ?? WORDS.closed;
  const promise = draft.outcome === "come_back";
  return {
    title: nameOfDraft(draft),
    sub: draft.stopLabel || "Fora da rota de hoje",
    back: visit.hash("chegada"),
    main: html`${heading(question)}${problemList(problems)}
      ${promise ? when(visit, problems) : nothing}
      ${area({ id: "anotacao", label, value: promise ? draft.contact.purpose : draft.notes, optional: true, max: promise ? 160 : 2000,
        onInput: (text) => change(promise ? { "contact.purpose": text } : { notes: text }) })}
      <p class="hint">Ao concluir, a visita fica guardada neste aparelho e segue sozinha quando houver internet.</p>
      ${savedLine(visit)}`,
    action: html`${backLink(visit.hash("chegada"))}${button("Concluir visita", finish)}`,
  };
}

const when = ({ draft, change }, problems) => html`<div class="pair">
  ${field({ id: "volta-dia", label: "Dia", type: "date", value: draft.contact.date, error: errorAt(problems, "volta-dia"), onInput: (date) => change({ "contact.date": date }) })}
  ${field({ id: "volta-hora", label: "Hora", type: "time", value: draft.contact.time, optional: true, onInput: (time) => change({ "contact.time": time }) })}</div>`;

