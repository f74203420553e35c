/* Entrega: how each thing is left, explained, and whether the client asked for it. */
import { answeredFindings, messageFor, putBack, removeTool } from "../deliver.js";
import { clientName, deliveriesOf, nameOfDraft, personOf } from "../draft.js";
import { waysOver } from "../channels.js";
import { digits, plural } from "../format.js";
import { leftWords } from "../pace.js";
import { createGate } from "../gate.js";
import { themeName } from "../result.js";
import { problemList, segments, tile } from "../ui/fields.js";
import { qr, toolHead } from "../ui/tools.js";
import { savedLine, stepActions } from "../ui/visit_parts.js";
import { empty, heading, html, icon, note, nothing, stepLine } from "../ui/parts.js";
import { askedPurposes } from "./notice.js";

const OPINIONS = [
  { key: "will_use", text: "Vai usar" },
  { key: "undecided", text: "Ainda não sabe" },
  { key: "not_useful", text: "Não serve" },
];

export async function delivery(visit) {
  const gate = createGate(visit, missing);
  return () => screen(visit, gate.shown(), () => gate.pass(() => visit.go("proximo")));
}

const missing = (visit) =>
  deliveriesOf(visit.draft)
    .filter(({ handover }) => !handover)
    .map(({ id, tool }) => ({ message: `Diga como fica: ${toolOf(visit, tool)?.name}`, focus: `entrega-${id}` }));

const toolOf = ({ content }, key) => content.tools.find((tool) => tool.key === key);

function screen(visit, problems, onward) {
  const { draft } = visit;
  const chosen = deliveriesOf(draft);
  const name = clientName(draft);
  const question = name ? `O que fica hoje com ${name}?` : "O que fica hoje com o cliente?";
  return {
    title: nameOfDraft(draft),
    sub: plural(chosen.length, "entrega", "entregas"),
    back: visit.hash(visit.returning ? "confira" : "resultado"),
    tight: true,
    main: html`${stepLine(5)}<div class="stack-s"><p class="eyebrow">Etapa 5 de 6, Entrega · ${leftWords(visit, "delivery")}</p>${heading(question)}</div>
      ${problemList(problems)}
      ${chosen.length ? chosen.map((each) => card(visit, each)) : empty("Ainda não há nada na entrega", "Toda visita deixa uma coisa útil: uma ferramenta ou uma orientação.")}
      <a class="btn" href=${visit.hash("outra", visit.returning)}>${icon("plus")}Outra ferramenta ou orientação</a>
      ${answersLine(visit, name)}${savedLine(visit)}`,
    action: stepActions(visit, { back: "resultado", text: "Próximo passo", run: onward }),
  };
}

function answersLine(visit, name) {
  const count = answeredFindings(visit).size;
  return count ? note("done", "circle-check", `Responde a ${plural(count, "ponto", "pontos")} da conversa${name ? ` com ${name}` : ""}.`) : nothing;
}

function card(visit, each) {
  const tool = toolOf(visit, each.tool);
  const name = tool?.name ?? "Orientação dada";
  const set = (patch) => visit.change(Object.fromEntries(Object.entries(patch).map(([key, value]) => [`deliveries.${each.id}.${key}`, value])));
  const drop = html`<button class="icon-btn" type="button" aria-label="Tirar ${name} da entrega" @click=${() => remove(visit, each, name)}>${icon("trash")}</button>`;
  const head = tool
    ? toolHead(tool, `Para: ${themeName(visit.content, tool.theme).toLowerCase()}`, drop)
    : toolHead({ name, theme: "" }, each.guidance, drop);
  return html`<article class="card tool" id="entrega-${each.id}" tabindex="-1">${head}
    ${segments({ legend: `Como fica: ${name}`, name: `como-${each.id}`, options: tool ? waysFor(visit) : waysOver(visit.draft.channel).filter(({ key }) => key === "together" || key === "paper"), value: each.handover,
      onPick: (handover) => set({ handover, was_explained: handover === "together" || each.was_explained }) })}
    ${tool ? leave(visit, tool, each) : nothing}
    ${each.handover ? html`<div class="stack-s">
      ${tile({ name: `expliquei-${each.id}`, type: "checkbox", small: true, text: "Expliquei como usar", checked: each.was_explained, onPick: (on) => set({ was_explained: on }) })}
      ${tile({ name: `pediu-${each.id}`, type: "checkbox", small: true, text: "O cliente pediu", checked: each.was_requested, onPick: (on) => set({ was_requested: on }) })}</div>
    ${segments({ legend: "O que o cliente achou?", seen: true, name: `achou-${each.id}`, options: OPINIONS, value: each.opinion, onPick: (opinion) => set({ opinion }) })}` : nothing}
  </article>`;
}

/** Who said no to WhatsApp gets nothing by WhatsApp. */
const waysFor = ({ draft, content }) => {
  const said = askedPurposes(content).find(({ key }) => key === "whatsapp");
  return waysOver(draft.channel).filter(({ key }) => key !== "whatsapp" || !said || draft.consent.choices[said.key] === "given");
};

function remove(visit, each, name) {
  removeTool(visit, each.id);
  visit.app.notify(`${name} saiu da entrega`, { label: "Desfazer", run: () => putBack(visit, each) });
}

/** The button that opens WhatsApp or mail with the words ready, or the code on this screen. */
function leave(visit, tool, { handover }) {
  const person = personOf(visit.draft);
  const text = messageFor(tool, { agentName: visit.app.user.name, clientName: clientName(visit.draft) });
  const phone = digits(person.phone || visit.draft.business.phone);
  if (handover === "whatsapp") {
    return html`<a class="btn btn-s" target="_blank" rel="noopener" href="https://wa.me/${phone ? `55${phone}` : ""}?text=${encodeURIComponent(text)}">${icon("brand-whatsapp")}Abrir o WhatsApp${phone ? "" : " e escolher o contato"}</a>`;
  }
  if (handover === "email") {
    return html`<a class="btn btn-s" href="mailto:${encodeURIComponent(person.email)}?subject=${encodeURIComponent(tool.name)}&body=${encodeURIComponent(text)}">${icon("mail")}Abrir o e-mail</a>`;
  }
  return handover === "qr" ? qr(visit.app, tool.url || text, `QR code de ${tool.name}`) : nothing;
}
