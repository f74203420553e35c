// CNPJ with letters (since July 2026); the twin of clients/rules.py over tests/shared_cases/cnpj.json.

import { difference, problem } from "./problem.js";

const MASK = /[ \t\r\n\u00a0.\/\u2010\u2011\u2012\u2013\u2014-]/g;
const WEIGHTS = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];

export function normalizeCnpj(text) {
  return String(text ?? "").replace(MASK, "").replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** What keeps a text from being a CNPJ ({code, message, where, blocks}), or null. */
export function cnpjProblem(text) {
  const number = normalizeCnpj(text);
  if (!number) return problem("empty", "Escreva o CNPJ: são 14 letras e números.");
  if (/[^0-9A-Z]/.test(number)) {
    return problem("characters", "O CNPJ só tem letras e números. Tire os outros sinais.");
  }
  if (number.length !== 14) {
    return problem("length", `O CNPJ tem 14 letras e números. ${difference(number.length, 14)}`);
  }
  if (!/^[0-9A-Z]{12}[0-9]{2}$/.test(number)) {
    return problem("shape", "Os dois últimos do CNPJ são sempre números. Confira no cartão do CNPJ.");
  }
  if (/^0+$/.test(number)) return problem("repeated", "Este CNPJ só tem zeros. Confira no cartão do CNPJ.");
  const first = checkDigit(number.slice(0, 12));
  if (number.slice(12) !== `${first}${checkDigit(number.slice(0, 12) + first)}`) {
    return problem("check", "Este CNPJ não confere. Veja de novo as letras e os números no cartão do CNPJ.");
  }
  return null;
}

function checkDigit(characters) {
  const weights = WEIGHTS.slice(WEIGHTS.length - characters.length);
  const sum = weights.reduce((total, weight, i) => total + weight * (characters.charCodeAt(i) - 48), 0);
  return sum % 11 < 2 ? 0 : 11 - (sum % 11);
}
