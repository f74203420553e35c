/* The business's data, as the register or the last visit has them; the agent only corrects what changed. */
import { fieldOf, nameOfDraft } from "../draft.js";
import { cnpj } from "../format.js";
import { createGate, errorAt } from "../gate.js";
import { cepProblem, emailProblem, phoneProblem } from "../masks.js";
import { leftWords } from "../pace.js";
import { conversationStep } from "./sections.js";
import { field, problemList } from "../ui/fields.js";
import { savedLine, stepActions } from "../ui/visit_parts.js";
import { heading, html, stepLine } from "../ui/parts.js";

const FIELDS = [
  ["trade_name", "Nome do negócio", { max: 120, caps: "words" }],
  ["phone", "Telefone do negócio", { mask: "phone", optional: true }],
  ["email", "E-mail do negócio", { type: "email", mode: "email", max: 120, optional: true }],
  ["street", "Rua", { max: 120, caps: "words" }],
  ["number", "Número", { max: 10 }],
  ["bairro", "Bairro", { max: 60, caps: "words" }],
  ["cep", "CEP", { mask: "cep", optional: true, enter: "done" }],
];

export async function businessData(visit) {
  const gate = createGate(visit, missing);
  const onward = () => visit.go(conversationStep(visit.draft, visit.content.instrument));
  return () => screen(visit, gate.shown(), () => gate.pass(onward));
}

function missing({ draft }) {
  const checks = [["phone", phoneProblem], ["email", emailProblem], ["cep", cepProblem]];
  return checks.map(([key, problem]) => ({ message: problem(fieldOf(draft, key)), focus: `negocio-${key}` })).filter(({ message }) => message);
}

function screen(visit, problems, onward) {
  const { draft, change } = visit;
  return {
    title: nameOfDraft(draft),
    sub: "Etapa 2 de 6",
    back: visit.hash("cliente", visit.returning),
    tight: true,
    main: html`${stepLine(2)}<div class="stack-s"><p class="eyebrow">Etapa 2 de 6, Cliente e negócio · ${leftWords(visit, "person")}</p>
      ${heading("Os dados do negócio estão certos?")}
      <p class="hint">${draft.added ? "Negócio da varredura" : "Vieram do cadastro público da Receita"}. CNPJ ${cnpj(draft.business.cnpj)}.</p></div>${problemList(problems)}
      ${FIELDS.map(([key, label, more]) => field({ id: `negocio-${key}`, label, value: fieldOf(draft, key), ...more,
        error: errorAt(problems, `negocio-${key}`),
        onInput: (value) => change({ [`fields.${key}`]: value }) }))}
      ${savedLine(visit)}`,
    action: stepActions(visit, { back: "cliente", text: "Ir para a conversa", run: onward }),
  };
}
