/* The next contact, if one is agreed: day, hour, how, and what for. It becomes an appointment of the route planner. */
import { clientName, nameOfDraft } from "../draft.js";
import { isoDay } from "../format.js";
import { createGate, errorAt } from "../gate.js";
import { promiseProblem } from "../promise.js";
import { field, problemList, segments, tiles } from "../ui/fields.js";
import { savedLine, stepActions } from "../ui/visit_parts.js";
import { heading, html, nothing, stepLine } from "../ui/parts.js";
import { CHANNELS } from "./arrival.js";

const DAYS = 14;

export async function contact(visit) {
  const gate = createGate(visit, missing);
  return () => screen(visit, gate.shown(), () => gate.pass(() => visit.go("credito")));
}

function missing({ draft: { contact: agreed } }) {
  if (!agreed.wanted) return [{ message: "Diga se vocês combinaram um próximo contato.", focus: "combinado" }];
  const wrong = agreed.wanted === "yes" ? promiseProblem(agreed) : "";
  return wrong ? [{ message: wrong, focus: "contato-dia" }] : [];
}

/** Yes opens the day in two weeks at ten: a suggestion to change, not an answer to give. */
function want({ draft, change }, wanted) {
  const suggested = isoDay(new Date(Date.now() + DAYS * 86_400_000));
  change({ "contact.wanted": wanted, ...(wanted === "yes" && !draft.contact.date ? { "contact.date": suggested, "contact.time": "10:00" } : {}) });
}

function screen(visit, problems, onward) {
  const { draft } = visit;
  return {
    title: nameOfDraft(draft),
    sub: "Etapa 6 de 6",
    back: visit.hash(visit.returning ? "confira" : "proximo"),
    tight: true,
    main: html`${stepLine(6)}<div class="stack-s"><p class="eyebrow">Etapa 6 de 6, Próximo contato · falta 1&nbsp;min</p>
      ${heading(`${clientName(draft) || "O cliente"} quer falar com você de novo?`)}</div>${problemList(problems)}
      <div id="combinado" tabindex="-1">${tiles({ legend: "Combinaram um próximo contato?", name: "combinado", value: draft.contact.wanted,
        options: [{ key: "yes", text: "Sim, combinamos", shape: "calendar-plus" }, { key: "no", text: "Não precisa" }], onPick: (key) => want(visit, key) })}</div>
      ${draft.contact.wanted === "yes" ? details(visit, problems) : nothing}${savedLine(visit)}`,
    action: stepActions(visit, { back: "proximo", text: "Continuar", run: onward }),
  };
}

function details({ draft: { contact: agreed, channel }, change }, problems) {
  const wrong = errorAt(problems, "contato-dia");
  return html`<div class="pair">
      ${field({ id: "contato-dia", label: "Dia", type: "date", value: agreed.date, error: wrong, onInput: (date) => change({ "contact.date": date }) })}
      ${field({ id: "contato-hora", label: "Hora", type: "time", value: agreed.time, onInput: (time) => change({ "contact.time": time }) })}</div>
    ${segments({ legend: "Como vai ser?", seen: true, name: "contato-como", options: CHANNELS, value: agreed.channel ?? channel, onPick: (key) => change({ "contact.channel": key }) })}
    ${field({ id: "contato-para", label: "Para quê", value: agreed.purpose, max: 160, optional: true, onInput: (purpose) => change({ "contact.purpose": purpose }) })}`;
}
