/* The visit is safe: what happens next is said, and nothing more is asked. */
import { outcomeWord, STATES } from "../records.js";
import { hour, nameOf } from "../format.js";
import { promised, receiptCard, shareCard } from "../ui/after_visit.js";
import { door, heading, html, icon, nothing, stateShape, stateWord } from "../ui/parts.js";
import { isOffered } from "../install.js";
import { dayOf } from "../today_stops.js";

export async function done(app, { id }) {
  const state = {};
  const refresh = async () => {
    state.row = (await app.store.queued(id)) ?? (await app.store.sentOne(id));
  };
  await refresh();
  if (!state.row || state.row.userId !== app.user.id) return app.router.replace("#/hoje");
  state.declined = await app.store.meta("installDeclined");
  if (isOffered() && !state.declined) state.offer = (await app.homeScreens().catch(() => null))?.installOffer;
  return { draw: () => screen(app, state), refresh };
}

function words(state, net) {
  if (state === "registered") return "Esta visita já conta no registro nacional.";
  if (state === "received") return "O servidor recebeu e guardou. O registro nacional vem em seguida, sem você fazer nada.";
  if (state === "attention") return "Está guardada neste aparelho. Veja em Envios o que precisa ser resolvido.";
  if (state === "sending") return "Enviando agora. Pode seguir para a próxima parada.";
  return net === "offline" ? "Sem internet. A visita está guardada e segue sozinha." : "Guardada no aparelho. Segue sozinha em instantes.";
}

function screen(app, memory) {
  const { row } = memory;
  const state = app.sync.status.sending === row.id ? "sending" : STATES[row.state] ? row.state : "received";
  return {
    title: row.name,
    sub: "Visita concluída",
    back: "#/hoje",
    backLabel: "Voltar para a rota",
    main: html`<div class="card empty">${door}${heading("Visita guardada")}<p role="status">${words(state, app.net)}</p></div>
      <ul class="sync"><li>${stateShape(state)}<span><b>${row.name}</b>${stateWord(state)}<span class="fine"> · ${outcomeWord(row)}</span></span></li></ul>
      ${receiptCard(app, { ...row, state })}${promised(app, row)}${shareCard(row)}${after(app)}${memory.offer?.(app, memory) ?? nothing}
      <p class="hint">Quer mudar alguma coisa? Avise a tutoria: o que foi concluído não se altera no aparelho.</p>`,
    action: html`<a class="btn" href="#/envios">Ver envios</a><a class="btn btn-primary" href="#/hoje">${icon("route")}Ver a rota</a>`,
  };
}

/** Where the day goes on. */
function after(app) {
  const { next } = dayOf(app);
  if (!next) return nothing;
  return html`<a class="card resume" href="#/negocio/${next.business.id}"><span class="stop-dot next-door">${next.position}</span>
    <span><b>A próxima: ${nameOf(next.business)}</b><span class="hint">${next.window ? "Hora marcada" : "Prevista para umas"} ${hour(next.expectedAt)}</span></span>${icon("chevron-right")}</a>`;
}
