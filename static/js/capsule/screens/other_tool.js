/* Another tool of the catalogue, or a guidance in the agent's own words, with why. */
import { addGuidance, addTool, proposedIn } from "../deliver.js";
import { deliveriesOf, nameOfDraft } from "../draft.js";
import { plain } from "../format.js";
import { sayProblems } from "../gate.js";
import { resultOf, answeredBy, themeName } from "../result.js";
import { area, problemList } from "../ui/fields.js";
import { toolShape } from "../ui/tools.js";
import { backLink } from "../ui/visit_parts.js";
import { heading, html, icon, nothing } from "../ui/parts.js";
import { quickWords } from "./reason.js";

const USUAL = ["O cliente pediu esta", "Já usa a que foi proposta", "É mais fácil para este cliente"];

export async function otherTool(visit) {
  const state = { text: "", picked: null, problems: [], ...typedIn(visit) };
  const set = (patch) => {
    if ("because" in patch) state.problems = [];
    Object.assign(state, patch);
    if ("guidance" in patch || "because" in patch) visit.change({ typed: typedOf(state) }); // Voltar loses nothing
    visit.app.render();
  };
  return () => (state.picked ? whyScreen(visit, state, set) : screen(visit, state, set));
}

const typedOf = ({ guidance, because }) => ({ guidance, because });
const typedIn = ({ draft }) => ({ guidance: "", because: "", ...draft.typed });

function matching({ content, draft }, text) {
  const taken = new Set(deliveriesOf(draft).map(({ tool }) => tool));
  const words = plain(text).split(/\s+/).filter(Boolean);
  const line = (tool) => plain(`${tool.name} ${tool.summary} ${tool.function} ${themeName(content, tool.theme)}`);
  return content.tools.filter((tool) => !taken.has(tool.key) && words.every((word) => line(tool).includes(word)));
}

const answersSomething = ({ draft, content }, tool) => answeredBy(tool, resultOf(draft, content).findings).length > 0;

function pick(visit, tool, set) {
  if (proposedIn(visit).includes(tool.key)) {
    addTool(visit, tool);
    return visit.app.router.go(visit.hash("entrega", visit.returning));
  }
  return turnTo(visit, tool, set);
}

/** From the list to the question why, and back. */
function turnTo({ app }, picked, set) {
  set({ picked, problems: [] });
  app.drawAnew();
}

function screen(visit, state, set) {
  const found = matching(visit, state.text);
  return {
    title: nameOfDraft(visit.draft),
    sub: "Etapa 5 de 6",
    back: visit.hash("entrega", visit.returning),
    main: html`${heading("Outra ferramenta ou orientação")}${problemList(state.problems)}
      <section class="card stack"><h2>Orientação com suas palavras</h2>
        ${area({ id: "orientacao", label: "O que você orientou", value: state.guidance, onInput: (guidance) => set({ guidance }), max: 1000 })}
        ${area({ id: "porque", label: "Por que isto ajuda", value: state.because, rows: 2, max: 200, onInput: (because) => set({ because }) })}
        <button class="btn" type="button" @click=${() => keepGuidance(visit, state, set)}>${icon("plus")}Incluir orientação</button></section>
      <div class="field"><label for="busca-ferramenta">Procurar ferramenta</label>
        <input class="input" id="busca-ferramenta" type="search" autocomplete="off" .value=${state.text} @input=${({ target }) => set({ text: target.value })}></div>
      <ul class="sync">${found.map((tool) => html`<li><button class="found as-link" type="button" @click=${() => pick(visit, tool, set)}>
        <span class="tool-icon">${icon(toolShape(tool))}</span><span><b>${tool.name}</b><span class="hint">${answersSomething(visit, tool) ? html`<b>Responde a um ponto da conversa.</b> ` : nothing}${tool.summary}</span></span>${icon("plus")}</button></li>`)}</ul>
      ${found.length ? nothing : html`<p class="hint">Nenhuma ferramenta com essas palavras.</p>`}`,
    action: backLink(visit.hash("entrega", visit.returning), "Voltar para a entrega"),
  };
}

function keepGuidance(visit, { guidance, because }, set) {
  const problems = [
    guidance.trim() ? null : { message: "Escreva o que você orientou.", focus: "orientacao" },
    because.trim() ? null : { message: "Conte por que isto ajuda este cliente.", focus: "porque" },
  ].filter(Boolean);
  set({ problems });
  if (problems.length) return sayProblems(visit.app);
  addGuidance(visit, guidance.trim(), because.trim());
  visit.change({ typed: undefined });
  return visit.app.router.go(visit.hash("entrega", visit.returning));
}

function whyScreen(visit, state, set) {
  const keep = () => {
    if (!state.because.trim()) {
      set({ problems: [{ message: "Conte por que você escolheu esta ferramenta.", focus: "porque" }] });
      return sayProblems(visit.app);
    }
    addTool(visit, state.picked, state.because.trim());
    visit.change({ typed: undefined });
    return visit.app.router.go(visit.hash("entrega", visit.returning));
  };
  return {
    title: nameOfDraft(visit.draft),
    sub: "Etapa 5 de 6",
    back: visit.hash("entrega", visit.returning),
    main: html`${heading(`Por que ${state.picked.name}?`)}<p>${answersSomething(visit, state.picked) ? "Ela responde a um ponto da conversa, mas outra foi proposta antes." : "Ela não responde a um ponto desta conversa."} Conte em uma frase por que ajuda.</p>
      ${problemList(state.problems)}${quickWords(USUAL, state.because, (because) => set({ because }))}${area({ id: "porque", label: "Por que isto ajuda", value: state.because, rows: 2, max: 200, onInput: (because) => set({ because }) })}`,
    action: html`<button class="btn" type="button" @click=${() => turnTo(visit, null, set)}>Voltar</button>
      <button class="btn btn-primary" type="button" @click=${keep}>Incluir na entrega</button>`,
  };
}
