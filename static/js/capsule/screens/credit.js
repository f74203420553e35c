/* A credit need, heard and written in the client's words. Nothing is offered or promised here (CRD-04). */
import { clientName, nameOfDraft } from "../draft.js";
import { leftWords } from "../pace.js";
import { createGate } from "../gate.js";
import { area, problemList, tiles } from "../ui/fields.js";
import { savedLine, stepActions } from "../ui/visit_parts.js";
import { heading, html, note, nothing, stepLine } from "../ui/parts.js";

export async function credit(visit) {
  const gate = createGate(visit, missing);
  return () => screen(visit, gate.shown(), () => gate.pass(() => visit.app.router.go(visit.hash("confira"))));
}

function missing({ draft: { credit: { wanted, need } } }) {
  return [
    wanted ? null : { message: "Diga se o cliente falou de crédito.", focus: "credito" },
    wanted === "yes" && !need?.trim() ? { message: "Escreva a necessidade com as palavras do cliente.", focus: "credito-palavras" } : null,
  ].filter(Boolean);
}

function screen(visit, problems, onward) {
  const { draft, change } = visit;
  return {
    title: nameOfDraft(draft),
    sub: "Etapa 6 de 6",
    back: visit.hash(visit.returning ? "confira" : "contato"),
    tight: true,
    main: html`${stepLine(6)}<div class="stack-s"><p class="eyebrow">Etapa 6 de 6, Crédito e finanças · ${leftWords(visit, "check")}</p>
      ${heading(`${clientName(draft) || "O cliente"} falou que precisa de crédito?`)}</div>${problemList(problems)}
      <div id="credito" tabindex="-1">${tiles({ legend: "Falou que precisa de crédito?", name: "credito", value: draft.credit.wanted,
        options: [{ key: "no", text: "Não falou" }, { key: "yes", text: "Sim, quer orientação", shape: "coins" }], onPick: (key) => change({ "credit.wanted": key }) })}</div>
      ${draft.credit.wanted === "yes" ? area({ id: "credito-palavras", label: "A necessidade, com as palavras do cliente", value: draft.credit.need, max: 1000, onInput: (need) => change({ "credit.need": need }) }) : nothing}
      ${draft.credit.wanted === "yes" && draft.consent.choices.credit_sharing !== "given" ? notShared(visit) : nothing}
      ${note("", "info-circle", "Aqui não se oferece nem se promete crédito. A gestão da regional vê o pedido e decide quem orienta.")}
      ${savedLine(visit)}`,
    action: stepActions(visit, { back: "contato", text: "Conferir a visita", run: onward }),
  };
}

const notShared = ({ hash }) =>
  note("device", "lock", html`O cliente não autorizou passar o contato ao agente de crédito. Se mudou de ideia, <a href=${hash("aviso", true)}>refaça o aceite</a>.`);
