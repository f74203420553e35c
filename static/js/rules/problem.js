// What the rules say of a wrong number; apart, so that a visit does not load the CNPJ's own.

/** "Falta 1." or "Sobram 2.": shared with cpf.js. */
export function difference(length, wanted) {
  const count = Math.abs(wanted - length);
  const verb = length < wanted ? (count === 1 ? "Falta" : "Faltam") : count === 1 ? "Sobra" : "Sobram";
  return `${verb} ${count}.`;
}

/** A problem is a value: the same four fields as common/problems.py. */
export function problem(code, message, where = "", blocks = true) {
  return { code, message, where, blocks };
}
