/* Days on which nobody is visited: Sundays and the national holidays (Lei 662/1949, 6.802/1980, 14.759/2023). Those of a
   state or a town are not known here. Pure. */
import { isoDay } from "./format.js";

const FIXED = ["01-01", "04-21", "05-01", "09-07", "10-12", "11-02", "11-15", "11-20", "12-25"];

/** Easter Sunday by the rule of Gauss, in the form of Meeus and Jones. */
export function easter(year) {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  return new Date(year, month - 1, (h + l - 7 * m + 33 * month + 19) % 32, 12);
}

/** Good Friday, and carnival's Tuesday, on which doors are shut everywhere though it is no holiday by law. */
function movable(year) {
  return [-47, -2].map((days) => {
    const day = easter(year);
    day.setDate(day.getDate() + days);
    return isoDay(day);
  });
}

export function isHoliday(date) {
  const day = isoDay(date);
  return FIXED.includes(day.slice(5)) || movable(date.getFullYear()).includes(day);
}

export const isFree = (date) => date.getDay() === 0 || isHoliday(date);

/** "domingo" or "feriado", or "" on a working day. */
export const freeWord = (date) => (date.getDay() === 0 ? "domingo" : isHoliday(date) ? "feriado" : "");
