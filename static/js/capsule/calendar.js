/* A promise for the agent's own calendar: a file that the phone opens by itself when it is tapped. */
import { download } from "./download.js";
import { calendarFile } from "./ics.js";
import { HOW } from "./summary.js";

/** The place and the hour; nobody's name, telephone or document goes into a calendar that others may see. */
export const entryOf = ({ id, name, promise, finishedAt }) => ({
  uid: `${id}@rota-ativa`,
  startsAt: promise.dueAt,
  summary: `${HOW[promise.channel] ?? HOW.in_person}: ${name}`,
  place: promise.place,
  details: "Combinado na visita. Veja o resto na Rota Ativa.",
  stampedAt: finishedAt,
});

export const saveEntry = (row) =>
  download(new File([calendarFile(entryOf(row))], `volta-${row.promise.dueAt.slice(0, 10)}.ics`, { type: "text/calendar;charset=utf-8" }));
