/* What the agent shares after a visit: the result, what was left and what was agreed, in words that may lie in anybody's
   chat. No document, telephone, e-mail or need of money in it. */
import { deliveriesOf, nameOfDraft } from "./draft.js";
import { fromIsoDay, hour, longDay } from "./format.js";
import { themeName } from "./result.js";

/** What the phone still shows of a promise when the document is sealed: day, hour, how, what for, and the street. */
export function promiseOf({ business, fields, channel }, { contact }) {
  if (!contact) return null;
  const said = { ...business, ...fields };
  const place = [[said.street, said.number].filter(Boolean).join(", "), said.bairro, said.municipality].filter(Boolean).join(" · ");
  return { dueAt: contact.due_at, channel: contact.channel ?? channel, purpose: contact.purpose, place };
}

export const HOW = { in_person: "Nova visita", phone: "Ligar", whatsapp: "Falar pelo WhatsApp", video: "Chamada de vídeo" };

/** The place and the hour; nobody's name, telephone or document goes into a calendar that others may see. */
export const entryOf = ({ id, name, promise, finishedAt }) => ({
  uid: `${id}@rota-ativa`,
  startsAt: promise.dueAt,
  summary: `${HOW[promise.channel] ?? HOW.in_person}: ${name}`,
  place: promise.place,
  details: "Combinado na visita. Veja o resto na Rota Ativa.",
  stampedAt: finishedAt,
});

const levels = ({ diagnosis }, content) =>
  (diagnosis?.result.themes ?? []).filter(({ level }) => level).map(({ theme, level }) => `• ${themeName(content, theme)}: ${level}`);

function left(draft, { tools }) {
  return deliveriesOf(draft).map(({ tool: key, guidance }) => {
    const tool = tools.find((each) => each.key === key);
    return tool ? `• ${tool.name}${tool.url ? `: ${tool.url}` : ""}` : `• ${guidance}`;
  });
}

const part = (title, lines) => (lines.length ? [`${title}\n${lines.join("\n")}`] : []);

export function summaryOf(draft, content, document) {
  const destination = content.journeys.find(({ key }) => key === document.next_step?.destination)?.name;
  const due = document.contact && new Date(document.contact.due_at);
  return [
    `Visita em ${nameOfDraft(draft)}, ${longDay(fromIsoDay(document.visited_on))}`,
    ...part("Como está hoje:", levels(document, content)),
    ...part("O que ficou:", left(draft, content)),
    ...part("Próximo passo:", destination ? [`• ${destination}`] : []),
    ...part("Combinado:", due ? [`• ${longDay(due)} às ${hour(due)}`] : []),
  ].join("\n\n");
}
