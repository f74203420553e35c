// How a visit will be registered, and why, before it is finished; tests/attendance/test_door.py holds it against
// attendance/rules, over tests/shared_cases/counting.json and over any document.

import { findingCodes } from "./closing.js";
import { cpfProblem } from "./cpf.js";

const NOT_THERE = ["owner_away", "closed"];
const is = (kind, why) => ({ kind, counts: kind === "attendance", why });

/** {kind, counts, why} of the visit's document as it stands. */
export function howItCounts(document, definition, isPromised = false) {
  const { outcome, person, deliveries } = document;
  if (outcome !== "attended") {
    return isPromised && NOT_THERE.includes(outcome)
      ? is("no_show", "Havia hora combinada e o cliente não estava: é uma falta.")
      : is("improper_contact", "Ninguém foi atendido nesta visita: é um contato improcedente.");
  }
  if (!person?.cpf || cpfProblem(person.cpf)) return is("waits", "Sem o CPF, a visita espera aqui e não vai para o SAS.");
  const codes = findingCodes(document, definition);
  const left = deliveries ?? [];
  const answers = ({ tool, findings }) => !tool && (findings ?? []).some((code) => codes.includes(code));
  if (left.some((each) => each.was_explained === true && (each.was_requested === true || answers(each)))) {
    return is("attendance", "Um assunto técnico de interesse do cliente foi explicado: é orientação técnica.");
  }
  return left.some((each) => each.was_requested === true)
    ? is("information", "O cliente pediu o conteúdo, mas ele não foi explicado: é informação.")
    : is("information", "Mostrar ou mandar uma ferramenta que o cliente não pediu não é orientação técnica: é informação.");
}
