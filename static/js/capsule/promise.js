/* A promised day and hour: it has to be one that can be kept. */

const LONGEST_DAYS = 366;

/** The moment of a promise, or null while there is none. */
export function promisedAt({ date, time }) {
  const at = date ? new Date(`${date}T${time || "09:00"}`) : null;
  return at && !Number.isNaN(at.getTime()) ? at : null;
}

/** What is wrong with it, in words, or "". */
export function promiseProblem(contact, now = new Date()) {
  const at = promisedAt(contact);
  if (!at) return contact.date ? "Confira o ano: essa data não existe." : "Escolha o dia.";
  if (at - now > LONGEST_DAYS * 86_400_000) return "Confira o ano: esse dia fica longe demais.";
  if (at > now) return "";
  return at.toDateString() === now.toDateString() ? "Essa hora já passou. Escolha outra." : "Esse dia já passou. Escolha outro.";
}
