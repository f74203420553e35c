/* What is typed into CNPJ, CPF, phone and CEP fields: kept bare, shown with its dots, and the caret stays where it was.
   Nothing is refused while typing; a paste with words around the number is taken for its number. */
import { digits } from "./format.js";

const SHAPES = {
  cnpj: () => "##.###.###/####-##",
  cpf: () => "###.###.###-##",
  cep: () => "#####-###",
  phone: (text) => (text.startsWith("0800") ? "#### ### ####" : text.length > 10 ? "(##) #####-####" : "(##) ####-####"),
};
const LENGTH = { cnpj: 14, cpf: 11, cep: 8, phone: 11 };

/** Since July 2026 a CNPJ has letters (RFB IN 2.229/2024); a pasted "CNPJ:" before it is none of them. */
const cnpjOf = (text) => text.replace(/^\s*cnpj\b\W*/i, "").toUpperCase().replace(/[^0-9A-Z]/g, "");

/** Without the country's code and the zero before the area code; 0800 numbers keep theirs. */
function phoneOf(text) {
  const all = digits(text);
  const local = all.length > 11 && all.startsWith("55") ? all.slice(2) : all;
  return local.startsWith("0800") ? local : local.replace(/^0+(?=\d)/, "");
}

const KEPT = { cnpj: cnpjOf, cpf: digits, cep: digits, phone: phoneOf };

/** "(88) 99999-0000" → "88999990000". */
export const bare = (kind, text) => KEPT[kind](String(text ?? "")).slice(0, LENGTH[kind]);

/** "88999990000" → "(88) 99999-0000"; half a number gets half the dots, and none at its end. */
export function shaped(kind, text) {
  const kept = bare(kind, text);
  let out = "";
  let next = 0;
  for (const mark of SHAPES[kind](kept)) {
    if (next === kept.length) break;
    out += mark === "#" ? kept[next++] : mark;
  }
  return out;
}

/** Where the caret belongs after so many kept characters: right behind the last of them. */
function caretAfter(text, count) {
  let seen = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (seen === count) return i && count ? i : 0;
    if (/[0-9A-Z]/.test(text[i])) seen += 1;
  }
  return text.length;
}

/** The field after a key: `{bare, text, caret}`. */
export function retyped(kind, text, caret) {
  const before = Math.min(bare(kind, text.slice(0, caret)).length, LENGTH[kind]);
  const kept = bare(kind, text);
  const shown = shaped(kind, kept);
  return { bare: kept, text: shown, caret: before >= kept.length ? shown.length : caretAfter(shown, before) };
}

/** What is wrong with a telephone or a CEP, in words, or "". */
export function phoneProblem(text) {
  const kept = bare("phone", text);
  if (!kept || kept.startsWith("0800") || kept.length >= 10) return "";
  return "Falta o DDD ou um número do telefone: são 10 ou 11 números, como (88) 99999-0000.";
}

export function cepProblem(text) {
  const missing = 8 - bare("cep", text).length;
  if (missing === 8 || missing === 0) return "";
  return `O CEP tem 8 números. ${missing === 1 ? "Falta 1" : `Faltam ${missing}`}.`;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

export const emailProblem = (text) =>
  !text?.trim() || EMAIL.test(text.trim()) ? "" : "Confira o e-mail: ele tem um @ e um ponto depois, como nome@exemplo.com.";
