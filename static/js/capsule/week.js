/* The agent's week: planned and done per day, the goal, and what is still to come. Pure. */
import { fromIsoDay, isoDay, plural, weekday } from "./format.js";
import { finished, isNews } from "./records.js";

/** Monday to Sunday: {on, name, planned, done, isToday}. */
export function weekDays(bundle, records, today) {
  const here = new Map();
  for (const { finishedAt } of finished(records).filter((row) => isNews(row, bundle))) here.set(isoDay(finishedAt), (here.get(isoDay(finishedAt)) ?? 0) + 1);
  return (bundle?.week?.days ?? []).map(({ on, planned, done }) => ({
    on, planned, done: done + (here.get(on) ?? 0), name: weekday(fromIsoDay(on)), isToday: on === today,
  }));
}

export const doneOf = (days) => days.reduce((sum, { done }) => sum + done, 0);

/** Progress in words: what was done first, then what is left; no blame. */
export function goalWords(done, goal) {
  const made = plural(done, "visita feita", "visitas feitas");
  if (!goal) return made;
  if (done >= goal) return `${made}: a meta de ${goal} está cumprida`;
  return `${made} · ${goal - done === 1 ? "falta 1" : `faltam ${goal - done}`} para a meta de ${goal}`;
}
