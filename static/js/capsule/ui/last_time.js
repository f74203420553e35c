/* What was found and promised before: a second visit goes on where the first one ended, even before that one was sent. */
import { businessById } from "../day.js";
import { fromIsoDay, longDay, moment } from "../format.js";
import { isNews, outcomeWord, recordOf } from "../records.js";
import { html, icon, nothing, said } from "./parts.js";

const agreed = (at, purpose) => said("calendar-event", html`<b>Marcado para ${moment(at)}:</b> ${purpose}`);

const wordOf = (visit) => outcomeWord(visit).toLowerCase();

/** Folded: the agent reads it, whoever looks over the shoulder doesn't. */
const fold = (title, inside) => html`<details class="fold"><summary>${title}${icon("chevron-right")}</summary><div class="stack-s">${inside}</div></details>`;

/** Made on this phone, and nobody else knows of it yet. */
function lately(record) {
  const { finishedAt, summary } = record;
  return fold(`Visita de ${moment(finishedAt)}: ${wordOf(record)}`, html`<p class="words">${summary || "Nenhum ponto ficou anotado."}</p>`);
}

const before = (last) => fold(`Última visita: ${longDay(fromIsoDay(last.on))}, ${wordOf(last)}`, html`${last.agent ? html`<p class="hint">Por ${last.agent}</p>` : nothing}
  ${last.findings?.length ? html`<ul class="dots">${last.findings.map((text) => html`<li>${text}</li>`)}</ul>` : html`<p>Nenhum ponto ficou anotado.</p>`}`);

const receipt = (visit) => html`<a target="_blank" rel="noopener" href="/privacidade/visitas/${visit}/">Recibo e aceites do cliente${icon("chevron-right")}</a>`;

/** Nothing at a first visit. */
export function lastTime(app, business) {
  const { last_visit: last, consent_visit: visit, open_followups: open = [], flags = [] } = businessById(app.bundle, business.id) ?? business;
  const here = recordOf(app.records, { businessId: business.id });
  const news = here && isNews(here, app.bundle) ? here : null;
  if (!last && !open.length && !flags.length && !news) return nothing;
  const link = app.net === "offline" ? null : visit;
  const isOpen = open.some(({ purpose }) => purpose === last?.promised);
  return html`<section class="stack-s" aria-label="Da última vez">
    ${last?.promised && !isOpen ? said("history", html`<b>Combinado em ${longDay(fromIsoDay(last.on))}:</b> ${last.promised}`) : nothing}
    ${open.map(({ due_at: at, purpose }) => agreed(at, purpose))}${flags.map(({ text }) => said("info-circle", text))}
    ${news?.promise ? agreed(news.promise.dueAt, news.promise.purpose) : nothing}
    ${news || last || link ? html`<ul class="folds">${[news && lately(news), last && before(last), link && receipt(link)].filter(Boolean).map((line) => html`<li>${line}</li>`)}</ul>` : nothing}</section>`;
}
