/* What was found and promised before: a second visit goes on where the first one ended. */
import { fromIsoDay, longDay, moment } from "../format.js";
import { OUTCOMES } from "../records.js";
import { html, icon, nothing } from "./parts.js";

const said = (shape, words) => html`<p class="stop-why">${icon(shape)}<span>${words}</span></p>`;

const followUps = (open = []) => open.map(({ due_at: at, purpose }) => said("calendar-event", html`<b>Marcado para ${moment(at)}:</b> ${purpose}`));

const flagLines = (flags = []) => flags.map(({ text }) => said("info-circle", text));

/** Nothing at a first visit. The findings are folded: the agent reads them, whoever looks over the shoulder doesn't. */
export function lastTime({ last_visit: last, open_followups: open, flags }) {
  if (!last && !open?.length && !flags?.length) return nothing;
  const found = last?.findings ?? [];
  return html`<section class="stack-s" aria-label="Da última vez">
    ${last?.promised ? said("history", html`<b>Combinado em ${longDay(fromIsoDay(last.on))}:</b> ${last.promised}`) : nothing}
    ${followUps(open)}${flagLines(flags)}
    ${last ? html`<details class="fold"><summary>Última visita: ${longDay(fromIsoDay(last.on))}, ${(OUTCOMES[last.outcome]?.word ?? "").toLowerCase()}</summary>
      <div class="card stack-s">${last.agent ? html`<p class="hint">Por ${last.agent}</p>` : nothing}
      ${found.length ? html`<ul class="dots">${found.map((text) => html`<li>${text}</li>`)}</ul>` : html`<p>Nenhum ponto ficou anotado.</p>`}</div></details>` : nothing}</section>`;
}
