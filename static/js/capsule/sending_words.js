/* What Envios says on top: first what is safe, then what happens next and when. Pure words; no promise that nobody keeps. */
import { hour, plural } from "./format.js";

const SLOW_MS = 10_000;
const SOON_MS = 60_000;

const of = ({ waiting, refused, troubled, gone, drafts }) => ({
  waiting: waiting.length,
  asking: refused.length + troubled.length,
  gone: gone.length,
  drafts: drafts.length,
});

export function titleOf({ records, net, status }) {
  const { waiting, asking, gone, drafts } = of(records);
  const { progress } = status;
  if (waiting && progress?.total > 1) return `Enviando ${progress.done + 1} de ${progress.total}`;
  if (waiting) {
    return net === "offline"
      ? plural(waiting, "visita espera a internet", "visitas esperam a internet")
      : plural(waiting, "visita para enviar", "visitas para enviar");
  }
  if (asking) return plural(asking, "visita precisa de atenção", "visitas precisam de atenção");
  if (drafts) return plural(drafts, "visita por concluir", "visitas por concluir");
  return gone ? "Tudo enviado" : "Nada para enviar";
}

/** When the next try comes, counted honestly: a minute is counted down, later is an hour on the clock. */
function nextTry(nextAt, now) {
  const wait = nextAt - now;
  if (wait <= 1_500) return "Tenta de novo agora.";
  return wait < SOON_MS ? `Tenta de novo em ${Math.round(wait / 1_000)} s.` : `Tenta de novo às ${hour(nextAt)}.`;
}

const WHY = {
  network: "O servidor não respondeu.",
  portal: "A rede pede uma página de entrada: abra o navegador, entre na rede e toque em Enviar agora.",
  busy: "O servidor está ocupado e pediu um tempo.",
};

function whileTrying({ sending, since }, now, follow) {
  if (now - since > SLOW_MS) return `A resposta está demorando. Pode seguir o trabalho: ${follow}, mesmo que esta tela feche.`;
  return sending ? "Enviando agora, uma de cada vez." : "Procurando o servidor…";
}

/** By how many the server refused: those are on this phone alone. */
const NOTHING_WAITS = ["Nada espera para ser enviado neste aparelho.", "Ela está guardada aqui e não se perde.", "Elas estão guardadas aqui e não se perdem."];

/** The line below. `isTicking`: it counts seconds, which nobody needs to have read out. */
export function hintOf({ records, net, needsLogin, status, paused }, now = Date.now()) {
  const { waiting } = of(records);
  if (!waiting) return { kept: NOTHING_WAITS[Math.min(records.refused.length, 2)], next: "", isTicking: false };
  const [kept, follow] = waiting === 1 ? ["Guardada aqui.", "ela segue sozinha"] : ["Guardadas aqui.", "elas seguem sozinhas"];
  const say = (next, isTicking = false) => ({ kept, next: next.charAt(0).toUpperCase() + next.slice(1), isTicking });
  if (status.isTrying) return say(whileTrying(status, now, follow));
  if (net === "offline") return say(`${follow} quando a internet voltar.`);
  if (needsLogin || status.stoppedBy === "login") return say(`${follow} quando você entrar de novo.`);
  if (status.stoppedBy === "portal") return say(WHY.portal);
  const why = WHY[status.stoppedBy || paused?.because] ?? "";
  if (status.nextAt > now) return say([why, nextTry(status.nextAt, now)].filter(Boolean).join(" "), status.nextAt - now < SOON_MS);
  return say(`${follow} em instantes.`);
}

/** Sending fails for long, or the phone itself is failing: the moment to keep a copy elsewhere. */
export const needsRescue = ({ late, paused, isFull }) => late.count > 0 || (paused?.tries ?? 0) >= 8 || Boolean(isFull);

/** "14 visitas deste aparelho: 2 com você, 3 esperando, 9 já foram." The parts add up to the whole (I8). */
export function sumLine(records, older = 0) {
  const { waiting, asking, gone, drafts } = of(records);
  const parts = [[asking + drafts, "com você"], [waiting, "esperando"], [gone + older, gone + older === 1 ? "já foi" : "já foram"]].filter(([count]) => count);
  const total = parts.reduce((sum, [count]) => sum + count, 0);
  if (parts.length < 2 && !older) return ""; // the group's own number says it
  const month = older ? `, ${older} delas há mais de 30 dias` : "";
  return `${plural(total, "visita", "visitas")} neste aparelho: ${parts.map(([count, word]) => `${count} ${word}`).join(", ")}${month}.`;
}

export const megabytes = (bytes) =>
  bytes < 1_000_000 ? `${Math.max(bytes ? 1 : 0, Math.round(bytes / 1_000))} KB` : `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0).replace(".", ",")} MB`;
