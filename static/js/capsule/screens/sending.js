/* Envios: every visit of this person on this phone, in the six words, and what to do about each. */
import { moment, plural } from "../format.js";
import { lateVisits, lateWords } from "../late.js";
import { photoQueue } from "../photo_queue.js";
import { hintOf, needsRescue, sumLine, titleOf } from "../sending_words.js";
import { usedThisMonth } from "../usage.js";
import { empty, heading, html, icon, note, nothing } from "../ui/parts.js";
import { photoCard } from "../ui/photo_card.js";
import { draftRow, goneGroup, group, refusedRow, troubledRow, waitingRow } from "./sending_rows.js";

const TICK_MS = 1_000;

async function remembered(app) {
  const { store, user } = app;
  const [lastSent, paused, older, rescued, photos, used] = await Promise.all([
    store.meta(`lastSent:${user.id}`), store.meta("pause"), store.meta(`older:${user.id}`), store.meta("rescued"),
    photoQueue(store, user.id), usedThisMonth(store),
  ]);
  return { lastSent, paused, older: older ?? 0, rescued, photos, used, late: lateVisits(app.records) };
}

export async function sending(app) {
  const memory = { showAll: false };
  const refresh = async () => Object.assign(memory, await remembered(app));
  await refresh();
  app.sync.schedule();
  app.sync.askStates();
  const isCounting = () => app.sync.status.isTrying || app.sync.status.nextAt > Date.now() - TICK_MS;
  const tick = setInterval(() => !document.hidden && isCounting() && app.render(), TICK_MS);
  return { draw: () => screen(app, memory), refresh, leave: () => clearInterval(tick) };
}

function screen(app, memory) {
  const { drafts, waiting, refused, troubled, gone } = app.records;
  return {
    title: "Envios",
    sub: memory.lastSent ? `Último: ${moment(memory.lastSent)}` : "Nada enviado",
    tab: "envios",
    main: html`${top(app, memory)}
      ${loginNote(app)}${lateWarning(memory)}
      ${group("Com você", [...refused.map((row) => refusedRow(app, row)), ...troubled.map(troubledRow), ...drafts.map(draftRow)])}
      ${group(isSignedOut(app) ? "Esperando você entrar" : "Esperando a internet", waiting.map((row) => waitingRow(app, row)))}
      ${goneGroup(gone, memory.showAll, () => showAll(app, memory))}
      ${isEmpty(app.records) ? nothingHere : html`<p class="hint">${sumLine(app.records, memory.older)}</p>`}
      ${othersLine(app)}
      ${needsRescue({ ...memory, isFull: app.isFull }) ? rescueCard(app, memory) : nothing}
      ${photoCard(app, memory)}`,
    action: waiting.length + memory.photos.count === 0 ? nothing : isSignedOut(app) ? signIn : sendButton(app),
  };
}

function top(app, { paused }) {
  const { kept, next, isTicking } = hintOf({ ...app, status: app.sync.status, paused });
  const { progress } = app.sync.status;
  const line = isTicking ? html`<span aria-live="off">${next}</span>` : next;
  return html`<div class="stack-s">${heading(titleOf({ ...app, status: app.sync.status }))}
    ${progress?.total > 1 ? html`<progress class="bar" max=${progress.total} .value=${progress.done} aria-label="Visitas enviadas"></progress>` : nothing}
    <p class="hint" role="status">${kept} ${line}</p></div>`;
}

let card = null;

/** The way to a copy comes when one is needed. */
function rescueCard(app, { rescued }) {
  const show = (file) => {
    card = file.rescueCard;
    app.render();
  };
  if (!card) app.rareScreens().then(show).catch(() => null);
  return card?.(app, rescued) ?? nothing;
}

const sendNow = (app) => app.sync.send(true, true).then(() => app.refresh());
const sendButton = (app) => {
  const { isTrying } = app.sync.status;
  return html`<button class="btn btn-primary" type="button" aria-busy=${isTrying ? "true" : nothing} @click=${() => sendNow(app)}>${icon("send")}${isTrying ? "Enviando…" : "Enviar agora"}</button>`;
};

function showAll(app, memory) {
  memory.showAll = true;
  app.render();
}

const isEmpty = ({ drafts, waiting, refused, troubled, gone }) => ![drafts, waiting, refused, troubled, gone].some(({ length }) => length);

const nothingHere = empty("Nenhuma visita neste aparelho", "Cada visita que você fizer aparece aqui até chegar ao registro nacional.",
  html`<a class="btn" href="#/hoje">Ver a rota de hoje</a>`);

const isSignedOut = ({ needsLogin, sync }) => needsLogin || sync.status.stoppedBy === "login";

/** In the place of the button that could send nothing now. */
const signIn = html`<a class="btn btn-primary" href="/conta/entrar/?next=/visita/%23/envios">${icon("lock")}Entrar de novo para enviar</a>`;

const loginNote = (app) => (isSignedOut(app) ? note("device", "lock", "Sua entrada venceu. As visitas continuam guardadas neste aparelho.", "alert") : nothing);

const lateWarning = ({ late }) =>
  late.count ? note("alert", "alert-triangle", html`<b>${lateWords(late)}</b> Procure um lugar com internet e toque em Enviar agora.`) : nothing;

const othersLine = ({ others }) =>
  others > 0
    ? html`<p class="hint">${plural(others, "visita de outra pessoa espera", "visitas de outras pessoas esperam")} neste aparelho e só
        ${others === 1 ? "segue" : "seguem"} no nome de quem fez.</p>`
    : nothing;
