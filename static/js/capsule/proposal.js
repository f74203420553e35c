/* When to come back: what was said first, then the next working day at this hour, its other half, and a week from now. Pure. */
import { hour, isoDay, shortDay, weekday } from "./format.js";
import { isFree } from "./holidays.js";
import { saidWhen } from "./said_when.js";

const [OPENS, CLOSES, NOON] = [8, 18, 12];
const SATURDAY = 6;
const MOST = 3;

const onDay = (now, days, hours = now.getHours(), minutes = now.getMinutes()) =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hours, minutes);

/** The next half hour, within the hours in which doors are open. */
function sameHour(now) {
  const half = Math.ceil((now.getHours() * 60 + now.getMinutes()) / 30) * 30;
  const minutes = Math.min(Math.max(half, OPENS * 60), CLOSES * 60 - 30);
  return [Math.floor(minutes / 60), minutes % 60];
}

/** A Sunday and a holiday have no hour; on a Saturday doors are open until noon. */
const isOpen = (at) => !isFree(at) && !(at.getDay() === SATURDAY && at.getHours() >= NOON);

/** The first day from `days` on with an open door at that hour. */
function firstOpen(now, days, [hours, minutes]) {
  let at = onDay(now, days, hours, minutes);
  for (let more = 1; !isOpen(at) && more < 15; more += 1) at = onDay(now, days + more, hours, minutes);
  return at;
}

const timeOf = (text) => text.split(":").map(Number);

function asSaid(said, now) {
  if (!said) return [];
  const time = said.time ? timeOf(said.time) : sameHour(now);
  if (!said.date) return [firstOpen(now, 1, time)];
  const [year, month, day] = said.date.split("-").map(Number);
  const at = new Date(year, month - 1, day, ...time);
  return at > now ? [at] : [];
}

/** A return soon, or the follow-up of a visit: in one week, in two, in a month. */
function usualFor(apart, now, same) {
  if (apart === "follow_up") return [7, 14, 28].map((days) => firstOpen(now, days, same));
  const otherHalf = same[0] < NOON ? [15, 0] : [9, 0];
  return [firstOpen(now, 1, same), firstOpen(now, 1, otherHalf), firstOpen(now, 7, same)];
}

/** Moments to offer, the best first: `[{date, time, isSaid}]`. */
export function proposals({ now, note = "", apart = "return" }) {
  const same = sameHour(now);
  const said = asSaid(saidWhen(note, now), now);
  const all = [...said, ...usualFor(apart, now, same)].filter((at, i, list) => list.findIndex((other) => +other === +at) === i);
  return all.slice(0, MOST).map((at) => ({ date: isoDay(at), time: hour(at), isSaid: said.some((each) => +each === +at) }));
}

/** "Amanhã, segunda 23/11, às 09:30". */
export function momentWords({ date, time }, now) {
  const at = new Date(`${date}T${time || "12:00"}`);
  const days = Math.round((new Date(at).setHours(12, 0, 0, 0) - new Date(now).setHours(12, 0, 0, 0)) / 86_400_000);
  const near = days === 0 ? "Hoje, " : days === 1 ? "Amanhã, " : "";
  const named = `${near}${near ? weekday(at).toLowerCase() : weekday(at)} ${shortDay(at)}`;
  return time ? `${named}, às ${time}` : named;
}
