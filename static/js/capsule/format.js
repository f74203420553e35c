/* Dates, hours, documents and names as people read them. */

export const pad = (number) => String(number).padStart(2, "0");
const asDate = (value) => (value instanceof Date ? value : new Date(value));
const WEEKDAYS = ["Domingo", "Segunda", "Terça", "Quarta", "Quinta", "Sexta", "Sábado"];

export const hour = (value) => `${pad(asDate(value).getHours())}:${pad(asDate(value).getMinutes())}`;
export const shortDay = (value) => `${pad(asDate(value).getDate())}/${pad(asDate(value).getMonth() + 1)}`;
export const longDay = (value) => `${shortDay(value)}/${asDate(value).getFullYear()}`;
export const weekday = (value) => WEEKDAYS[asDate(value).getDay()];
export const isoDay = (value) =>
  `${asDate(value).getFullYear()}-${pad(asDate(value).getMonth() + 1)}-${pad(asDate(value).getDate())}`;

/** "2026-11-24" as that day here, not as midnight in Greenwich. */
export const fromIsoDay = (text) => new Date(`${text}T12:00:00`);

/** "hoje, 08:12" or "23/11, 17:40". */
export const moment = (value, now = new Date()) =>
  `${isoDay(value) === isoDay(now) ? "hoje" : shortDay(value)}, ${hour(value)}`;

export const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;

export const digits = (text) => String(text ?? "").replace(/\D/g, "");

export function cnpj(text) {
  const c = text ?? "";
  return c.length === 14 ? `${c.slice(0, 2)}.${c.slice(2, 5)}.${c.slice(5, 8)}/${c.slice(8, 12)}-${c.slice(12)}` : c;
}

export const maskedCpf = (text) => (digits(text).length === 11 ? `•••.${digits(text).slice(3, 6)}.${digits(text).slice(6, 9)}-••` : "");

export function phone(text) {
  const p = digits(text);
  if (p.length < 10 || p.length > 11) return text ?? "";
  return `(${p.slice(0, 2)}) ${p.slice(2, -4)}-${p.slice(-4)}`;
}

export const firstName = (name) => (name ?? "").trim().split(/\s+/)[0] ?? "";

/** The name on the door: what people call the business, or its legal name, without the number that an MEI's begins with. */
export const nameOf = (business) => business?.trade_name || titled(business?.legal_name?.replace(/^\w\w\.\w{3}\.\w{3} /, "")) || "Negócio";

const SMALL = new Set(["de", "da", "do", "das", "dos", "e"]);
const titled = (text) =>
  (text ?? "")
    .toLowerCase()
    .split(" ")
    .map((word) => (SMALL.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(" ");

/** "na Mercearia", "no Salão", "em Doces da Vó": the safe word where the ending doesn't tell. */
export function inThe(name) {
  const first = firstName(name).toLowerCase();
  if (/(a|ção|dade)$/.test(first)) return `na ${name}`;
  return /(o|ão|ê|é|el|ar|or)$/.test(first) ? `no ${name}` : `em ${name}`;
}

export function distance(metres) {
  if (metres == null) return "";
  return metres < 995 ? `${metres < 100 ? metres : Math.round(metres / 10) * 10}\u00a0m` : `${(metres / 1000).toFixed(1).replace(".", ",")}\u00a0km`;
}

export const plain = (text) => (text ?? "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
