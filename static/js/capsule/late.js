/* Visits that have been waiting for too long: said on Hoje and in Envios, with what to do (I4: nothing is silently stuck). */
import { plural } from "./format.js";

const HOUR = 3_600_000;
const LATE_HOURS = 48;

/** How many have waited longer than 48 h, and the longest of them in hours. A clock that was wrong makes nobody late. */
export function lateVisits({ waiting, refused }, now = Date.now()) {
  const hours = [...waiting, ...refused].map(({ finishedAt }) => Math.floor((now - Date.parse(finishedAt)) / HOUR));
  const late = hours.filter((each) => each >= LATE_HOURS);
  return { count: late.length, hours: Math.max(0, ...late) };
}

/** "há 52 h", "há 5 dias", on one line. */
const since = (hours) => (hours < 100 ? `há\u00a0${hours}\u00a0h` : `há\u00a0${Math.floor(hours / 24)}\u00a0dias`);

export const lateWords = ({ count, hours }) =>
  `${plural(count, "visita ainda não foi enviada", "visitas ainda não foram enviadas")}: a mais antiga espera ${since(hours)}.`;
