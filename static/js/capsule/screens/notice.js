/* Aviso e aceite, shown to the client: four lines, each choice unticked, both answers alike. */
import { clientName, forClient, isRemote } from "../draft.js";
import { canSpeak, speak } from "../speech.js";
import { segments } from "../ui/fields.js";
import { heading, html, icon, note, nothing, said } from "../ui/parts.js";

const LINES = [
  ["what", "id", "O que"],
  ["why", "target", "Para quê"],
  ["who", "eye", "Quem vê"],
  ["rights", "shield-check", "Você manda"],
];

export const askedPurposes = ({ notice }) => (notice?.content.purposes ?? []).filter(({ needs_consent: asked }) => asked);

export async function notice(visit) {
  const state = { refused: false };
  return () => (state.refused ? refusedScreen(visit, state) : screen(visit, state));
}

/** Over the telephone the agent reads and the client answers: nobody signs, the hour is kept. */
function acceptSpoken(visit) {
  visit.change({ "consent.answer": "given", "consent.answeredAt": new Date().toISOString(), "consent.proof": "spoken", "consent.signature": "" });
  visit.go("cliente");
}

/** Who said no before and now says yes has signed nothing yet. */
function accept(visit) {
  if (isRemote(visit.draft)) return acceptSpoken(visit);
  const again = visit.draft.consent.answer === "given" ? {} : { "consent.proof": "", "consent.signature": "" };
  visit.change({ "consent.answer": "given", "consent.answeredAt": new Date().toISOString(), ...again });
  return visit.app.router.go(visit.hash("assinatura", visit.returning));
}

/** To what a no means, and back. */
function turnTo({ app }, state, refused) {
  state.refused = refused;
  app.drawAnew();
}

/** The client's no is kept, and nothing else of the client. */
function endWithoutData(visit) {
  visit.change({
    outcome: "refused",
    "consent.answer": "refused",
    "consent.answeredAt": new Date().toISOString(),
    "consent.proof": "spoken",
    "consent.signature": "",
  });
  visit.app.router.go(visit.hash("motivo"));
}

function screen(visit, state) {
  const { draft, content } = visit;
  const text = content.notice?.content ?? {};
  const name = clientName(draft);
  const remote = isRemote(draft);
  return {
    title: forClient(draft),
    sub: "Etapa 1 de 6 · 30 s",
    back: visit.hash(visit.returning ? "confira" : "chegada"),
    tight: true,
    pair: true,
    main: html`<div class="stack-s">${heading(name ? `${name}, estes dados são seus` : "Estes dados são seus")}${remote ? aloud : nothing}
        <p>${text.intro ?? "A visita é de graça. Para ajudar, anotamos:"}</p></div>
      ${content.notice ? terms(text) : note("alert", "alert-triangle", "O aviso ainda não chegou a este aparelho. Conecte-se uma vez antes de atender.")}
      ${choices(visit)}
      <p class="hint">${text.source ?? "Seu endereço e seu CNPJ vieram do cadastro público da Receita."}
        <a href=${visit.hash("aviso-completo", visit.returning)}>Ler tudo</a>${canSpeak() ? html` ou <button class="inline-link" type="button" @click=${() => speak(LINES.map(([key, , word]) => `${word}: ${text[key]}`).join(" "))}>ouvir</button>` : nothing}</p>`,
    action: html`<button class="btn" type="button" @click=${() => turnTo(visit, state, true)}>${icon("x")}${remote ? "Disse que não" : "Não aceito"}</button>
      <button class="btn" type="button" @click=${() => accept(visit)}>${icon("check")}${remote ? "Disse que aceita" : "Aceito"}</button>`,
  };
}

const aloud = said("message-circle", "Leia em voz alta e espere a resposta a cada pergunta. O aceite fica anotado como falado, com a hora.");

const terms = (text) => html`<ul class="terms">${LINES.map(
  ([key, shape, word]) => html`<li><span class="glyph">${icon(shape)}</span><span><b>${word}</b>${text[key]}</span></li>`,
)}</ul>`;

/** Each purpose has its own answer; the first is asked in a card of its own, silence counts as no. */
function choices(visit) {
  const [first, ...others] = askedPurposes(visit.content);
  if (!first) return nothing;
  return html`<div class="card stack">${choice(visit, first)}</div>
    ${others.length ? html`<div class="card stack">${others.map((purpose) => choice(visit, purpose))}
      <p class="hint">Sem resposta conta como não.</p></div>` : nothing}`;
}

/** Which data, with whom, for how long. */
const details = ({ data = [], shares = [], retention = "" }) => [["Dados", data.join(", ")], ["Com quem", shares.join(", ")], ["Por quanto tempo", retention]]
  .filter(([, words]) => words).map(([term, words]) => `${term}: ${words}.`).join(" ");

const choice = (visit, purpose) => html`${question(visit, purpose)}${purpose.more ? html`<details class="fold"><summary>Saiba mais</summary><p>${purpose.more}</p><p class="fine">${details(purpose)}</p></details>` : nothing}`;

const question = (visit, { key, text }) => html`<div class="stack-s"><p class="strong" aria-hidden="true">${text}</p>
  ${segments({
    legend: text, name: `opcao-${key}`, value: visit.draft.consent.choices[key],
    options: [{ key: "given", text: "Sim, pode" }, { key: "refused", text: "Não" }],
    onPick: (state) => pick(visit, key, state),
  })}</div>`;

/** What was signed is not what was chosen any more: it is signed again. */
function pick({ draft, change }, key, state) {
  const again = draft.consent.proof ? { "consent.proof": "", "consent.signature": "" } : {};
  change({ [`consent.choices.${key}`]: state, ...again });
}

const refusedScreen = (visit, state) => ({
  title: forClient(visit.draft),
  sub: "Etapa 1 de 6",
  back: visit.hash("chegada"),
  pair: true,
  main: html`${heading("Tudo bem. Sem aceite, não anotamos seus dados.")}
    <p>Fica registrado só que a visita aconteceu: sem nome, sem CPF e sem respostas.</p>
    ${note("done", "shield-check", "Você pode mudar de ideia quando quiser e pedir uma nova visita.")}`,
  action: html`<button class="btn" type="button" @click=${() => turnTo(visit, state, false)}>Voltar ao aviso</button>
    <button class="btn btn-primary" type="button" @click=${() => endWithoutData(visit)}>Encerrar sem dados</button>`,
});
