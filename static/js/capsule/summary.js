/* What the agent shares after a visit: the result, what was left and what was agreed, in words that may lie in anybody's
   chat. No document, telephone, e-mail or need of money in it. */
import { deliveriesOf, nameOfDraft } from "./draft.js";
import { fromIsoDay, hour, isoDay, longDay } from "./format.js";
import { MOST_USEFUL, resultOf, themeName } from "./result.js";
import { blocksOf, headline, lowestFirst } from "../rules/showing.js";

/** What the phone still shows of a promise when the document is sealed: day, hour, how, what for, and the street. */
export function promiseOf({ business, fields, channel }, { contact }) {
  if (!contact) return null;
  const said = { ...business, ...fields };
  const place = [[said.street, said.number].filter(Boolean).join(", "), said.bairro, said.municipality].filter(Boolean).join(" · ");
  return { dueAt: contact.due_at, channel: contact.channel ?? channel, purpose: contact.purpose, place };
}

export const HOW = { in_person: "Nova visita", phone: "Ligar", whatsapp: "Falar pelo WhatsApp", video: "Chamada de vídeo" };

const MONEY_NEED = "precisa_de_dinheiro"; // a gap that tells of credit

/** A tool with its first step, or a guidance. */
function left(draft, { tools }) {
  return deliveriesOf(draft).map(({ tool: key, guidance }) => {
    const tool = tools.find((each) => each.key === key);
    return tool ? { name: tool.name, step: tool.steps?.[0] ?? "", url: tool.url ?? "" } : { name: guidance, step: "", url: "" };
  });
}

/** What may be shown to anybody, as values: the words below and the picture (share/picture.js) are made of it. */
export function shownOf(draft, content, { contact = null, next_step: next = null } = {}) {
  const { themes, findings } = resultOf(draft, content);
  const levels = content.instrument?.levels ?? [];
  const known = lowestFirst(themes.filter(({ level }) => level)).map((theme) => ({ ...theme, name: themeName(content, theme.theme) }));
  return {
    business: nameOfDraft(draft),
    on: draft.visitedOn ?? isoDay(draft.startedAt),
    headline: known.length ? headline(known, levels) : "",
    themes: known.map(({ name, level }) => ({ name, level, filled: blocksOf(level, levels), isGap: level === levels[0].name })),
    gaps: findings.filter(({ code }) => code !== MONEY_NEED).slice(0, MOST_USEFUL).map(({ text }) => text),
    left: left(draft, content),
    next: content.journeys.find(({ key }) => key === next?.destination)?.name ?? "",
    due: contact?.due_at ?? "",
  };
}

const part = (title, lines) => (lines.length ? [`${title}\n${lines.join("\n")}`] : []);

export function wordsOf({ business, on, headline: told, themes, gaps, left: things, next, due }) {
  return [
    `Visita em ${business}, ${longDay(fromIsoDay(on))}`,
    ...(told ? [told] : []),
    ...part("Como está hoje:", themes.map(({ name, level }) => `• ${name}: ${level}`)),
    ...part("Por onde começar:", gaps.map((text) => `• ${text}`)),
    ...part("O que ficou:", things.map(({ name, step, url }) => `• ${[name, step && `Para começar: ${step}`, url].filter(Boolean).join("\n  ")}`)),
    ...part("Próximo passo:", next ? [`• ${next}`] : []),
    ...part("Combinado:", due ? [`• ${longDay(due)} às ${hour(due)}`] : []),
  ].join("\n\n");
}
