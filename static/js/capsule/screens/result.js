/* Resultado, at once and shown to the client: levels from light to dark, gaps first, and what helps, each with its why. */
import { addTool, putBack, removeTool } from "../deliver.js";
import { deliveriesOf, forClient, nameOfDraft } from "../draft.js";
import { fromIsoDay, longDay } from "../format.js";
import { blocksOf, headline, lowestFirst } from "../../rules/showing.js";
import { beforeOf, gapsOf, resultOf, suggestionsFor, themeName } from "../result.js";
import { tile } from "../ui/fields.js";
import { toolHead } from "../ui/tools.js";
import { backLink } from "../ui/visit_parts.js";
import { empty, heading, html, icon, nothing, svg } from "../ui/parts.js";

const BLOCKS = [[1, 16, 8], [15, 11, 13], [29, 6, 18], [43, 1, 23]];

export async function result(visit) {
  if (!visit.draft.sawResult) visit.change({ sawResult: true });
  return () => screen(visit);
}

const blocks = (filled) => html`<svg class="blocks" viewBox="0 0 56 25" aria-hidden="true">${BLOCKS.map(
  ([x, y, height], i) => svg`<rect class=${i < filled ? "on" : ""} x=${x} y=${y} width="11" height=${height} rx="1.5"></rect>`,
)}</svg>`;

function screen(visit) {
  const { draft, content } = visit;
  const found = resultOf(draft, content);
  const themes = lowestFirst(found.themes.filter(({ of }) => of)).map((theme) => ({ ...theme, name: themeName(content, theme.theme) }));
  const before = beforeOf(draft, content);
  const suggestions = suggestionsFor(draft, content);
  const count = deliveriesOf(draft).length;
  return {
    title: forClient(draft),
    sub: "Etapa 4 de 6",
    back: visit.hash("conversa"),
    backLabel: "Voltar às perguntas",
    main: html`${heading(headline(themes, content.instrument?.levels ?? []))}
      ${themes.length ? html`<section class="card card-levels" aria-label="Nível por tema"><ul class="levels">${themes.map((theme) => level(theme, content, before))}</ul></section>` : nothing}
      ${meanings(themes, content)}
      ${before ? html`<p class="fine">Antes: ${longDay(fromIsoDay(before.on))}, com as mesmas perguntas.</p>` : nothing}
      ${gaps(gapsOf(draft, content))}
      ${suggestions.length ? html`<h2>O que ajuda já nesta semana</h2>${suggestions.map((each) => suggestion(visit, each))}` : strongEverywhere(draft)}
      ${found.themes.length || found.findings.length ? html`<a class="btn" href="#/compartilhar/${draft.id}">${icon("share-2")}Compartilhar o resultado</a>` : nothing}
      ${content.instrument?.label ? html`<p class="fine">${content.instrument.label}</p>` : nothing}`,
    action: visit.returning
      ? html`<a class="btn btn-primary" href=${visit.hash("confira")}>Voltar para a conferência</a>`
      : html`${backLink(visit.hash("conversa"))}<a class="btn btn-primary" href=${visit.hash("entrega")}>${count ? `Escolher como entregar · ${count}` : "Escolher o que fica"}</a>`,
  };
}

function level({ theme, level: word, score, answered, of }, content, before) {
  const { levels } = content.instrument;
  const how = score === null ? "Não conversamos sobre isto" : `${word} · ${score}\u00a0de\u00a0100${progress(score, before?.themes[theme])}`;
  const covered = answered && answered < of ? ` · ${answered} de ${of} respondidas` : "";
  return html`<li class=${word === levels[0].name ? "is-gap" : ""}><b>${themeName(content, theme)}</b><span>${how}${covered}</span>${blocks(blocksOf(word, levels))}</li>`;
}

/** Towards last time, in plain words; nothing where there is nothing to compare. */
function progress(now, then) {
  if (then === null || then === undefined) return "";
  return now === then ? ", como\u00a0antes" : `, antes\u00a0${then}`;
}

/** What the levels on this screen mean, each once. */
const meanings = (themes, { instrument }) =>
  (instrument?.levels ?? [])
    .filter(({ name, meaning }) => meaning && themes.some(({ level: word }) => word === name))
    .map(({ name, meaning }) => html`<p class="fine"><b>${name}:</b> ${meaning}</p>`);

const gaps = (found) =>
  found.length
    ? html`<h2>O que mais pode ajudar</h2><ol class="card numbered">${found.map(
        ({ text, said: words }) => html`<li>${text}${words ? html` <span class="hint">Você disse: “${words}”</span>` : nothing}</li>`)}</ol>`
    : nothing;

const strongEverywhere = (draft) =>
  empty(`Nada urgente em ${nameOfDraft(draft)}`, "Na entrega, escolha uma ferramenta ou deixe uma orientação que ajude o cliente a ir além.");

function suggestion(visit, { tool: key, finding, why }) {
  const tool = visit.content.tools.find((each) => each.key === key);
  const included = deliveriesOf(visit.draft).find((delivery) => delivery.tool === key);
  const point = resultOf(visit.draft, visit.content).findings.find(({ code }) => code === finding);
  return html`<article class="card tool">${toolHead(tool, tool.summary)}
    <p class="why"><b>Por quê:</b> ${why || point?.text}</p>
    ${tile({ name: `incluir-${key}`, type: "checkbox", small: true, checked: Boolean(included),
      text: html`${included ? "Vai na entrega de hoje" : "Incluir na entrega"}<span class="vh">: ${tool.name}</span>`,
      onPick: (on) => (on ? addTool(visit, tool) : takeOut(visit, included, tool.name)) })}</article>`;
}

/** How it was to be left goes with it, and comes back with it. */
function takeOut(visit, included, name) {
  removeTool(visit, included.id);
  visit.app.notify(`${name} saiu da entrega`, { label: "Desfazer", run: () => putBack(visit, included) });
}
