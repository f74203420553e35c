// What keeps a visit from being finished (PRM-06); the twin of deliveries/rules.py over tests/shared_cases/closing.json.

import { problem } from "./problem.js";
import { cpfProblem } from "./cpf.js";
import { missingAnswers, score } from "./score.js";

const OUTCOMES = ["attended", "come_back", "owner_away", "closed", "refused", "moved", "not_found"];
const MODES = ["digital", "in_person", "assisted", "self_service"];
const MOMENT = new RegExp(
  "^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?" +
    "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$",
);

/** [{code, message, where, blocks}] in the order of the visit's sections; `blocks` is false for a mere warning. */
export function closingProblems(document, definition) {
  const problems = times(document);
  if (!OUTCOMES.includes(document.outcome)) {
    return [problem("no_outcome", "Diga como foi a visita: toque em uma das opções.", "outcome"), ...problems];
  }
  if (document.outcome === "come_back") return [...problems, ...comingBack(document, true)];
  if (document.outcome !== "attended") return problems;
  const sections = [notice, person, conversation, delivery, nextStep];
  return [...problems, ...sections.flatMap((section) => section(document, definition))];
}

function times({ started_at, finished_at }) {
  const [started, finished] = [moment(started_at), moment(finished_at)];
  if (started === null || finished === null || finished >= started) return [];
  const message = "O relógio do aparelho mudou durante a visita. Acerte a data e a hora e conclua de novo.";
  return [problem("finished_before_started", message, "outcome")];
}

function notice({ consent }) {
  if (!["signature", "spoken"].includes(consent?.proof)) {
    return [problem("no_notice", "Mostre o aviso de privacidade e anote a resposta.", "notice")];
  }
  if (consent.proof === "spoken" || isSaid(consent.signature)) return [];
  const message = "Falta a assinatura. Peça para assinar ou anote o aceite de viva voz.";
  return [problem("no_signature", message, "notice")];
}

function person(document) {
  const { name, cpf } = document.person ?? {};
  const problems = [];
  if (!isSaid(name)) problems.push(problem("no_person", "Escreva o nome de quem foi atendido.", "person"));
  if (!cpf) {
    const message = "Sem o CPF, a visita fica guardada, mas não é registrada no SAS. Peça o CPF se a pessoa quiser dar.";
    return [...problems, problem("no_cpf", message, "person", false)];
  }
  const wrong = cpfProblem(cpf);
  return wrong ? [...problems, problem(`cpf_${wrong.code}`, wrong.message, "person")] : problems;
}

function conversation({ diagnosis, notes, deliveries }, definition) {
  if (!diagnosis) {
    if (!isSaid(notes)) {
      const message = "Faça as perguntas ou escreva nas notas o que o cliente contou.";
      return [problem("no_conversation", message, "conversation")];
    }
    if ((deliveries ?? []).some((each) => isSaid(each.guidance))) return [];
    return [problem("no_guidance", "Sem as perguntas, escreva a orientação que você deu.", "delivery")];
  }
  const missing = definition ? missingAnswers(definition, diagnosis.answers ?? {}).length : 0;
  if (!missing) return [];
  const falta = missing === 1 ? "Falta 1 resposta" : `Faltam ${missing} respostas`;
  const message = `${falta}. Pergunte ou marque “Não sabe ou prefere não dizer”.`;
  return [problem("answers_missing", message, "conversation")];
}

function delivery(document, definition) {
  const deliveries = (document.deliveries ?? []).filter((each) => each.tool || isSaid(each.guidance));
  if (!deliveries.length) {
    const message = "Deixe uma coisa útil com o cliente: uma ferramenta ou uma orientação.";
    return [problem("no_delivery", message, "delivery")];
  }
  const explained = deliveries.filter((each) => each.was_explained === true);
  if (!explained.length) {
    return [problem("not_explained", "Explique ao cliente o que fica com ele e marque que explicou.", "delivery")];
  }
  const codes = findingCodes(document, definition);
  const fits = (each) => (each.findings ?? []).some((code) => codes.includes(code)) || isSaid(each.own_choice_because);
  if (!codes.length || explained.some(fits)) return [];
  const message = "Escolha algo que responda a um ponto da conversa, ou conte por que escolheu outra coisa.";
  return [problem("answers_no_finding", message, "delivery")];
}

function nextStep(document) {
  const step = document.next_step ?? {};
  const isChosen = MODES.includes(step.mode) && isSaid(step.destination);
  const message = "Pergunte como o cliente quer continuar e marque a escolha.";
  return [...(isChosen ? [] : [problem("no_next_step", message, "next_step")]), ...comingBack(document, false)];
}

function comingBack({ contact, started_at }, isNeeded) {
  const [due, started] = [moment(contact?.due_at), moment(started_at)];
  if (due === null) {
    return isNeeded || (contact ?? null) !== null ? [problem("no_return", "Combine o dia e a hora de voltar.", "next_step")] : [];
  }
  if (started === null || due > started) return [];
  return [problem("return_in_the_past", "O dia de voltar já passou. Escolha outro dia e hora.", "next_step")];
}

export function findingCodes({ diagnosis }, definition) {
  if (!diagnosis) return [];
  const result = definition ? score(definition, diagnosis.answers ?? {}) : diagnosis.result;
  return (result?.findings ?? []).map((finding) => finding.code);
}

const isSaid = (value) => typeof value === "string" && /[^ \t\r\n\u00a0]/.test(value);

/** Milliseconds of an ISO 8601 moment with a zone; anything else (31 February too) is no moment. */
function moment(value) {
  if (typeof value !== "string" || !MOMENT.test(value)) return null;
  const [year, month, day] = value.slice(0, 10).split("-").map(Number);
  const isOnCalendar = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  return isOnCalendar ? Date.parse(value) : null;
}
