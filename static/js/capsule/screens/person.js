/* Quem fala pelo negócio: somebody we know, or somebody new. */
import { clientName, isRemote, nameOfDraft, personOf } from "../draft.js";
import { cpfProblem } from "../../rules/cpf.js";
import { createGate, errorAt } from "../gate.js";
import { emailProblem, phoneProblem } from "../masks.js";
import { leftWords } from "../pace.js";
import { field, problemList, tiles } from "../ui/fields.js";
import { savedLine, stepActions } from "../ui/visit_parts.js";
import { heading, html, nothing, stepLine } from "../ui/parts.js";

const ROLES = [
  { key: "owner", text: "Dono ou dona", small: true },
  { key: "partner", text: "Sócio ou sócia", small: true },
  { key: "representative", text: "Representante", small: true },
  { key: "employee", text: "Trabalha no negócio", small: true },
];
const SOMEBODY_ELSE = "outra";

export async function person(visit) {
  const gate = createGate(visit, missing);
  const known = visit.draft.business.people ?? [];
  if (known.length === 1 && !("id" in visit.draft.person) && !visit.draft.person.name) pick(visit, known[0].id);
  return () => screen(visit, gate.shown(), () => gate.pass(() => visit.go("negocio")));
}

function pick({ draft, change }, id) {
  const known = (draft.business.people ?? []).find((each) => each.id === id);
  change({
    "person.id": known?.id ?? null,
    "person.name": known?.name ?? "",
    "person.phone": known?.phone ?? "",
    "person.email": known?.email ?? "",
    "person.cpf": "",
    "person.role": known?.role ?? draft.person.role ?? "",
  });
}

function missing({ draft }) {
  const { name, cpf, role, phone, email } = personOf(draft);
  const wrong = cpf ? cpfProblem(cpf) : null;
  return [
    name.trim() ? null : { message: "Escreva o nome de quem está falando com você.", focus: "pessoa-name" },
    wrong && { message: wrong.message, focus: "pessoa-cpf" },
    phoneProblem(phone) ? { message: phoneProblem(phone), focus: "pessoa-phone" } : null,
    emailProblem(email) ? { message: emailProblem(email), focus: "pessoa-email" } : null,
    role ? null : { message: "Diga o que a pessoa é no negócio.", focus: "pessoa-papel" },
  ].filter(Boolean);
}

function screen(visit, problems, onward) {
  const { draft, change } = visit;
  const who = personOf(draft);
  const before = isRemote(draft) ? "aviso" : "assinatura";
  const known = draft.business.people ?? [];
  const text = (key, label, more) =>
    field({ id: `pessoa-${key}`, label, value: who[key], onInput: (value) => change({ [`person.${key}`]: value }),
      error: errorAt(problems, `pessoa-${key}`), ...more });
  return {
    title: nameOfDraft(draft),
    sub: "Etapa 2 de 6",
    back: visit.hash(visit.returning ? "confira" : before),
    tight: true,
    main: html`${stepLine(2)}<div class="stack-s"><p class="eyebrow">Etapa 2 de 6, Cliente e negócio · ${leftWords(visit, "person")}</p>
      ${heading("Quem está falando com você?")}</div>${problemList(problems)}
      ${known.length ? tiles({ legend: "Quem está falando com você?", name: "quem", value: draft.person.id ?? ("id" in draft.person ? SOMEBODY_ELSE : ""),
        options: [...known.map(({ id, name }) => ({ key: id, text: name, small: true })), { key: SOMEBODY_ELSE, text: "Outra pessoa", small: true }],
        onPick: (id) => pick(visit, id) }) : nothing}
      ${text("name", "Nome completo", { max: 120, caps: "words" })}
      ${text("cpf", "CPF", { mask: "cpf", optional: true, hint: "Sem o CPF a visita fica guardada, mas não entra no registro nacional." })}
      ${text("phone", "Celular com DDD", { mask: "phone", optional: true })}
      ${text("email", "E-mail", { type: "email", mode: "email", max: 120, optional: true })}
      <div id="pessoa-papel" tabindex="-1">${tiles({ legend: `O que ${clientName(draft) || "a pessoa"} é no negócio?`, seen: true, name: "papel", value: who.role, options: ROLES,
        onPick: (role) => change({ "person.role": role }) })}</div>
      ${savedLine(visit)}`,
    action: stepActions(visit, { back: before, text: "Continuar", run: onward }),
  };
}
