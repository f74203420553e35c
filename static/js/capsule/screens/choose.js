/* Which conversation fits this door: the unit's own beginning comes chosen; answers to questions that both ask stay. */
import { nameOfDraft } from "../draft.js";
import { plural } from "../format.js";
import { conversationsIn } from "../questions.js";
import { tiles } from "../ui/fields.js";
import { backLink, button } from "../ui/visit_parts.js";
import { heading, html, stepLine } from "../ui/parts.js";

const FORMS = { listening: "Escuta: o cliente conta, você anota por tema", anamnesis: "História: como o negócio chegou aqui" };

const detailOf = ({ form, minutes, questions }) =>
  `${FORMS[form] ? `${FORMS[form]}. ` : ""}Até ${plural(questions.length, "pergunta", "perguntas")}, uns\u00a0${minutes}\u00a0min`;

export async function choose(visit) {
  return () => screen(visit);
}

function screen(visit) {
  const { draft, content, hash } = visit;
  return {
    title: nameOfDraft(draft),
    sub: "Etapa 3 de 6",
    back: hash(""),
    main: html`${stepLine(3)}<div class="stack-s">${heading("Qual conversa cabe agora?")}
        <p class="hint">O que já foi respondido continua guardado.</p></div>
      ${tiles({ legend: "Conversas", name: "conversa", value: content.instrument.key, onPick: (key) => visit.change({ conversation: key }),
        options: conversationsIn(content).map((each) => ({ key: each.key, text: each.title, detail: detailOf(each) })) })}`,
    action: html`${backLink(hash("negocio"))}${button("Começar", () => visit.go("conversa"))}`,
  };
}
