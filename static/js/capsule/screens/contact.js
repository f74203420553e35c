/* The next contact, if one is agreed: day, hour, how, and what for. It becomes an appointment of the route planner. */
import { CHANNELS } from "../channels.js";
import { correctedNow } from "../clock.js";
import { clientName, nameOfDraft } from "../draft.js";
import { leftWords } from "../pace.js";
import { createGate } from "../gate.js";
import { promiseProblem } from "../promise.js";
import { field, problemList, segments, tiles } from "../ui/fields.js";
import { savedLine, stepActions } from "../ui/visit_parts.js";
import { heading, html, nothing, stepLine } from "../ui/parts.js";

let moments = null; // to choose from; they come when a contact was agreed

async function fetchMoments({ app }) {
  moments = (await app.homeScreens()).when;
  app.render();
}

export async function contact(visit) {
  const gate = createGate(visit, missing);
  return () => screen(visit, gate.shown(), () => gate.pass(() => visit.go("credito")));
}

function missing({ draft: { contact: agreed } }) {
  if (!agreed.wanted) return [{ message: "Diga se vocês combinaram um próximo contato.", focus: "combinado" }];
  const wrong = agreed.wanted === "yes" ? promiseProblem(agreed, correctedNow()) : "";
  return wrong ? [{ message: wrong, focus: agreed.isOther ? "contato-dia" : "contato-quando" }] : [];
}

function screen(visit, problems, onward) {
  const { draft } = visit;
  return {
    title: nameOfDraft(draft),
    sub: "Etapa 6 de 6",
    back: visit.hash(visit.returning ? "confira" : "proximo"),
    tight: true,
    main: html`${stepLine(6)}<div class="stack-s"><p class="eyebrow">Etapa 6 de 6, Próximo contato · ${leftWords(visit, "next_step")}</p>
      ${heading(`${clientName(draft) || "O cliente"} quer falar com você de novo?`)}</div>${problemList(problems)}
      <div id="combinado" tabindex="-1">${tiles({ legend: "Combinaram um próximo contato?", name: "combinado", value: draft.contact.wanted,
        options: [{ key: "yes", text: "Sim, combinamos", shape: "calendar-plus" }, { key: "no", text: "Não precisa" }], onPick: (key) => visit.change({ "contact.wanted": key }) })}</div>
      ${draft.contact.wanted === "yes" ? details(visit, problems) : nothing}${savedLine(visit)}`,
    action: stepActions(visit, { back: "proximo", text: "Continuar", run: onward }),
  };
}

function details(visit, problems) {
  const { draft: { contact: agreed, channel }, change } = visit;
  if (!moments) fetchMoments(visit).catch(() => null);
  return html`${moments?.(visit, problems, { prefix: "contato", legend: "Que dia e que hora?", note: agreed.purpose, apart: "follow_up" }) ?? nothing}
    ${segments({ legend: "Como vai ser?", seen: true, name: "contato-como", options: CHANNELS, value: agreed.channel ?? channel, onPick: (key) => change({ "contact.channel": key }) })}
    ${field({ id: "contato-para", label: "Para quê", value: agreed.purpose, max: 160, optional: true, enter: "done", onInput: (purpose) => change({ "contact.purpose": purpose }) })}`;
}
