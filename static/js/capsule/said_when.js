/* "Volta terça de manhã": the day and the hour in what the agent wrote down, if there are any. Pure. */
import { isoDay, pad, plain } from "./format.js";

const WEEKDAYS = ["domingo", "segunda", "terca", "quarta", "quinta", "sexta", "sabado"];
const TIMES = [
  [/\bdepois do almoco\b/, "14:00"],
  [/\bfim d[ao] (?:tarde|dia)\b/, "17:00"],
  [/\bmeio[- ]dia\b/, "12:00"],
  [/\b(?:bem )?cedo\b/, "08:00"],
  [/\b(?:de|pela|na) manha\b/, "09:00"],
  [/\b(?:a|de|pela|na) tarde\b/, "15:00"],
  [/\b(?:a|de|pela) noite\b/, "18:30"],
];

function hourIn(text) {
  const found = /\b(\d{1,2})(?:\s*(?:h|:)\s*([0-5]\d)?|\s*horas?\b)(?!\d)/.exec(text) ?? /\b(?:as|das|umas)\s+(\d{1,2})(?!\s*[/\d])\b/.exec(text);
  if (found && Number(found[1]) < 24) return `${pad(found[1])}:${found[2] ?? "00"}`;
  return TIMES.find(([words]) => words.test(text))?.[1] ?? "";
}

const ahead = (now, days) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 12);

/** "dia 28" or "28/11": the next such day; there is no 31 in every month. */
function calendarDay(text, now) {
  const found = /\b(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?\b/.exec(text) ?? /\bdia (\d{1,2})\b(?!\s*h)/.exec(text);
  if (!found) return null;
  const [day, month, year] = [Number(found[1]), found[2] ? Number(found[2]) - 1 : now.getMonth(), Number(found[3] ?? now.getFullYear())];
  let date = new Date(year, month, day, 12);
  if (date < ahead(now, 0)) date = found[2] ? new Date(year + 1, month, day, 12) : new Date(year, month + 1, day, 12);
  return date.getDate() === day ? date : null;
}

function dayIn(text, now) {
  if (/\bdepois de amanha\b/.test(text)) return ahead(now, 2);
  if (/\bamanha\b/.test(text)) return ahead(now, 1);
  const calendar = calendarDay(text, now);
  if (calendar) return calendar;
  const weekday = WEEKDAYS.findIndex((word) => new RegExp(`\\b${word}\\b`).test(text));
  const nextWeek = /\b(?:semana que vem|proxima semana)\b/.test(text);
  if (weekday < 0) return nextWeek ? ahead(now, 7) : /\b(?:hoje|mais tarde)\b/.test(text) ? ahead(now, 0) : null;
  const days = (weekday - now.getDay() + 7) % 7 || 7;
  return ahead(now, nextWeek && days + now.getDay() < 7 ? days + 7 : days);
}

/** `{date, time}`, either of them "" when it was not said, or null when neither was. */
export function saidWhen(text, now) {
  const words = plain(text);
  const [day, time] = [dayIn(words, now), hourIn(words)];
  return day || time ? { date: day ? isoDay(day) : "", time } : null;
}
