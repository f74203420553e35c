/* The business's data, as the register or the last visit has them; the agent only corrects what changed. */
import { fieldOf, nameOfDraft } from "../draft.js";
import { cnpj, digits, phone as writtenPhone } from "../format.js";
import { createGate, errorAt } from "../gate.js";
import { conversationStep } from "./sections.js";
import { field, problemList } from "../ui/fields.js";
import { savedLine, stepActions } from "../ui/visit_parts.js";
import { heading, html, stepLine } from "../ui/parts.js";

const FIELDS = [
  ["trade_name", "Nome do negócio", { max: 120 }],
  ["phone", "Telefone do negócio", { type: "tel", mode: "tel", max: 16, optional: true }],
  ["email", "E-mail do negócio", { type: "email", mode: "email", max: 120, optional: true }],
  ["street", "Rua", { max: 120 }],
  ["number", "Número", { max: 10 }],
  ["bairro", "Bairro", { max: 60 }],
  ["cep", "CEP", { mode: "numeric", max: 9, optional: true }],
];

export async function businessData(visit) {
  const gate = createGate(visit, missing);
  const onward = () => visit.go(conversationStep(visit.draft, visit.content.instrument));
  return () => screen(visit, gate.shown(), () => gate.pass(onward));
}

function missing({ draft }) {
  const cep = digits(fieldOf(draft, "cep"));
  return cep && cep.length !== 8 ? [{ message: "O CEP tem 8 números.", focus: "negocio-cep" }] : [];
}

function screen(visit, problems, onward) {
  const { draft, change } = visit;
  const shown = (key) => (key === "phone" ? writtenPhone(fieldOf(draft, key)) : fieldOf(draft, key));
  return {
    title: nameOfDraft(draft),
    sub: "Etapa 2 de 6",
    back: visit.hash("cliente", visit.returning),
    tight: true,
    main: html`${stepLine(2)}<div class="stack-s"><p class="eyebrow">Etapa 2 de 6, Cliente e negócio</p>
      ${heading("Os dados do negócio estão certos?")}
      <p class="hint">${draft.added ? "Negócio da varredura" : "Vieram do cadastro público da Receita"}. CNPJ ${cnpj(draft.business.cnpj)}.</p></div>${problemList(problems)}
      ${FIELDS.map(([key, label, more]) => field({ id: `negocio-${key}`, label, value: shown(key), ...more,
        error: errorAt(problems, `negocio-${key}`),
        onInput: (value) => change({ [`fields.${key}`]: value }) }))}
      ${savedLine(visit)}`,
    action: stepActions(visit, { back: "cliente", text: "Ir para a conversa", run: onward }),
  };
}
