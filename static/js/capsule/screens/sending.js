/* Envios: every visit of this person on this phone, in the six words, and what to do about each. */
import { nameOfDraft } from "../draft.js";
import { hour, moment, plural } from "../format.js";
import { visitHash } from "../router.js";
import { empty, heading, html, icon, note, nothing, stateShape, stateWord } from "../ui/parts.js";
import { waitingLine } from "../ui/frame.js";

export async function sending(app) {
  const memory = {};
  const refresh = async () => {
    memory.lastSent = await app.store.meta(`lastSent:${app.user.id}`);
    memory.pause = await app.store.meta("pause");
  };
  await refresh();
  app.sync.askStates();
  return { draw: () => screen(app, memory), refresh };
}

function screen(app, memory) {
  const { drafts, waiting, refused, troubled, gone } = app.records;
  return {
    title: "Envios",
    sub: memory.lastSent ? `Último: ${moment(memory.lastSent)}` : "Nada enviado ainda",
    tab: "envios",
    main: html`<div class="stack-s">${heading(title(app))}<p class="hint" role="status">${hint(app, memory)}</p></div>
      ${loginNote(app)}
      ${group("Com você", [...refused.map((row) => refusedRow(app, row)), ...troubled.map(troubledRow), ...drafts.map(draftRow)])}
      ${group("Esperando a internet", waiting.map((row) => waitingRow(app, row)))}
      ${group("Já foram", gone.map(goneRow))}
      ${isEmpty(app.records) ? empty("Nenhuma visita neste aparelho", "Cada visita que você fizer aparece aqui até chegar ao registro nacional.",
        html`<a class="btn" href="#/hoje">Ver a rota de hoje</a>`) : nothing}
      ${othersLine(app)}`,
    action: waiting.length === 0 ? nothing : html`<button class="btn btn-primary" type="button" aria-busy=${isBusy(app) ? "true" : nothing}
      @click=${() => app.sync.send(true).then(() => app.sync.askStates(true))}>${icon("send")}${isBusy(app) ? "Enviando…" : "Enviar agora"}</button>`,
  };
}

const isBusy = ({ sync: { status } }) => Boolean(status.sending || status.isTrying);
const isEmpty = ({ drafts, waiting, refused, troubled, gone }) => ![drafts, waiting, refused, troubled, gone].some(({ length }) => length);

function title({ records: { waiting, refused, troubled, gone }, net }) {
  const asking = refused.length + troubled.length;
  if (waiting.length) return net === "offline" ? waitingLine(waiting.length) : plural(waiting.length, "visita para enviar", "visitas para enviar");
  return asking ? plural(asking, "visita precisa de atenção", "visitas precisam de atenção") : gone.length ? "Tudo enviado" : "Nada para enviar";
}

function hint({ records: { waiting }, net, needsLogin, sync: { status } }, { pause }) {
  if (!waiting.length) return "Nada espera neste aparelho.";
  const [kept, follow] = waiting.length === 1 ? ["Guardada aqui.", "Segue sozinha"] : ["Guardadas aqui.", "Seguem sozinhas"];
  if (status.sending) return `${kept} Enviando agora, uma de cada vez.`;
  if (net === "offline") return `${kept} ${follow} quando a internet voltar.`;
  if (needsLogin || status.stoppedBy === "login") return `${kept} ${follow} quando você entrar de novo.`;
  if (status.isTrying) return `${kept} Procurando o servidor…`;
  if (status.stoppedBy === "portal") return `${kept} A rede pede uma página de entrada: abra o navegador, entre na rede e tente de novo.`;
  const at = pause?.until ?? waiting[0].nextTryAt;
  return at && Date.parse(at) > Date.now() ? `${kept} Tenta de novo às ${hour(at)}.` : `${kept} ${follow} em instantes.`;
}

const loginNote = ({ needsLogin, sync }) =>
  needsLogin || sync.status.stoppedBy === "login"
    ? note("device", "lock", html`Sua entrada venceu. As visitas continuam guardadas neste aparelho.
        <a href="/conta/entrar/?next=/visita/%23/envios">Entrar de novo para enviar</a>`, "alert")
    : nothing;

const group = (name, rows) =>
  rows.length ? html`<h2 class="group-head">${name} <span>${rows.length}</span></h2><ul class="sync">${rows}</ul>` : nothing;

const row = (state, name, detail, action = nothing) =>
  html`<li>${stateShape(state)}<span><b>${name}</b>${stateWord(state)}${detail}</span>${action}</li>`;

const below = (text) => html`<br><span class="fine">${text}</span>`;
const beside = (text) => html`<span class="fine"> · ${text}</span>`;

const draftRow = (draft) =>
  row("draft", nameOfDraft(draft), beside(moment(draft.startedAt)), html`<a class="link-btn" href=${draft.at || visitHash(draft.id)}>Continuar<span class="vh"> ${nameOfDraft(draft)}</span></a>`);

const waitingRow = ({ sync }, { id, state, name, finishedAt, tries }) =>
  row(sync.status.sending === id ? "sending" : state, name, beside(sync.status.sending === id ? "retoma sozinho se a internet cair" : tries ? `${hour(finishedAt)}, vai tentar de novo` : hour(finishedAt)));

function refusedRow(app, { id, name, problem }) {
  const again = async () => {
    await app.store.updateQueued(id, { state: "device", problem: "", tries: 0, nextTryAt: "" });
    await app.sync.send(true);
    await app.refresh();
  };
  return row("attention", name, below(`${problem} A visita está guardada aqui e não se perde: avise a gestão.`),
    html`<button class="link-btn as-link" type="button" @click=${again}>Tentar de novo<span class="vh"> ${name}</span></button>`);
}

const troubledRow = ({ name, problem }) => row("attention", name, below(problem || "A gestão já foi avisada e vai resolver com você."));
const goneRow = ({ state, name, finishedAt }) => row(state === "registered" ? "registered" : "received", name, beside(moment(finishedAt)));

const othersLine = ({ others }) =>
  others > 0
    ? html`<p class="hint">${plural(others, "visita de outra pessoa espera", "visitas de outras pessoas esperam")} neste aparelho e só
        ${others === 1 ? "segue" : "seguem"} no nome de quem fez.</p>`
    : nothing;
