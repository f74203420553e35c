/* "Continuar de onde parou": which visit, at which question, when; or away with it, and back again if that was a slip. */
import { discard } from "../discard.js";
import { nameOfDraft } from "../draft.js";
import { moment } from "../format.js";
import { visitHash } from "../router.js";
import { html, icon, nothing } from "./parts.js";

const card = (app, draft) => html`<div class="resume-pair">
  <a class="card resume" href=${draft.at || visitHash(draft.id)}><span class="state is-draft">${icon("pencil")}</span>
    <span><b>Continuar de onde parou</b><span class="hint">${nameOfDraft(draft)} · ${moment(draft.touchedAt ?? draft.startedAt)}</span>
    ${draft.atWords ? html`<span class="hint two-lines">${draft.atWords}</span>` : nothing}</span>${icon("chevron-right")}</a>
  <button class="icon-btn" type="button" aria-label="Descartar rascunho de ${nameOfDraft(draft)}" @click=${() => discard(app, draft)}>${icon("trash")}</button></div>`;

export const resumeCards = (app) => app.records.drafts.map((draft) => card(app, draft));
