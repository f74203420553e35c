// CPF; the twin of clients/rules.py over tests/shared_cases/cpf.json.

import { difference, problem } from "./problem.js";

const MASK = /[ \t\r\n\u00a0.\/\u2010\u2011\u2012\u2013\u2014-]/g;

export function normalizeCpf(text) {
  return String(text ?? "").replace(MASK, "");
}

/** What keeps a text from being a CPF ({code, message, where, blocks}), or null. */
export function cpfProblem(text) {
  const number = normalizeCpf(text);
  if (!number) return problem("empty", "Escreva o CPF: são 11 números.");
  if (/[^0-9]/.test(number)) return problem("characters", "O CPF só tem números. Tire as letras e os outros sinais.");
  if (number.length !== 11) return problem("length", `O CPF tem 11 números. ${difference(number.length, 11)}`);
  if (/^(.)\1+$/.test(number)) return problem("repeated", "Este CPF repete o mesmo número. Confira no documento.");
  const first = checkDigit(number.slice(0, 9));
  if (number.slice(9) !== `${first}${checkDigit(number.slice(0, 9) + first)}`) {
    return problem("check", "Este CPF não confere. Veja de novo os números no documento.");
  }
  return null;
}

function checkDigit(digits) {
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (digits.length + 1 - i), 0);
  return sum % 11 < 2 ? 0 : 11 - (sum % 11);
}
