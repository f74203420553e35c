/* Search over the agent's territory: name, street, CNPJ (with letters or mask) or phone. Accents and capitals don't matter.
   Everything that can be prepared is prepared once; a keystroke only looks. Pure. */
import { digits, plain } from "./format.js";

const ASCII = /^[\x20-\x7e]*$/;
const folded = (text) => (ASCII.test(text) ? text.toLowerCase() : plain(text));
const words = (...parts) => ` ${folded(parts.filter(Boolean).join(" ").replace(/[^\p{L}\p{N}\s]/gu, " "))} `.replace(/\s+/g, " ");

/** What can be asked for, the best first: what people call it, its legal name, who answers, where it is. */
const KINDS = ["name", "legal", "person", "street"];

const entryOf = (business) => {
  const { people = [] } = business;
  const text = {
    name: words(business.trade_name),
    legal: words(business.legal_name),
    person: words(...people.map(({ name }) => name)),
    street: words(business.street, business.number, business.bairro),
  };
  return {
    business, text, all: KINDS.map((kind) => text[kind]).join("|"), cnpj: business.cnpj ?? "",
    phones: [business.phone, ...people.map(({ phone }) => phone)].map(digits).filter(Boolean),
  };
};

export const indexOf = (businesses) => businesses.map(entryOf);

/** The query as each of the things it may be. */
function asked(text) {
  const bare = text.toUpperCase().replace(/[^0-9A-Z]/g, "");
  const number = digits(text).replace(/^0+/, "");
  const isNumber = !/\p{L}/u.test(text) && number.length >= 4;
  const local = number.length > 11 && number.startsWith("55") ? number.slice(2) : number;
  const tokens = words(text).trim().split(" ").filter(Boolean);
  return {
    tokens,
    starts: tokens.map((token) => ` ${token}`),
    whole: ` ${tokens.join(" ")}`,
    cnpj: /\d/.test(bare) && bare.length >= 4 && !/\p{L}\s+\p{L}{2}/u.test(text) ? bare : "",
    phone: isNumber ? local : "",
  };
}

/** In which kind a word was found, as a number: below 10 at the beginning of a word; -1 for nowhere (over the edge of two). */
function placeOf(text, token, atStart) {
  for (let at = 0; at < KINDS.length; at += 1) if (text[KINDS[at]].includes(atStart)) return at;
  for (let at = 0; at < KINDS.length; at += 1) if (text[KINDS[at]].includes(token)) return at + 10;
  return -1;
}

/** Which kinds hold the words, and how well: the beginning of the name is best, the middle of a word is last. */
function byWords({ text, all }, { tokens, starts, whole }) {
  if (!tokens.length) return null;
  const kinds = [];
  let points = text.name.startsWith(whole) ? -5 : 0;
  for (let at = 0; at < tokens.length; at += 1) {
    const place = all.includes(tokens[at]) ? placeOf(text, tokens[at], starts[at]) : -1;
    if (place < 0) return null;
    const kind = KINDS[place % 10];
    if (!kinds.includes(kind)) kinds.push(kind);
    points += place;
  }
  return { kinds, points };
}

function byNumber({ cnpj, phones }, query) {
  if (query.cnpj && cnpj.includes(query.cnpj)) return { kinds: ["cnpj"], points: cnpj.startsWith(query.cnpj) ? -8 : 2 };
  const phone = query.phone && phones.find((each) => each.includes(query.phone));
  return phone ? { kinds: ["phone"], points: 1, phone } : null;
}

/** Businesses that fit, the best first; `nearness(business)` settles what is equal. */
export function find(index, text, nearness = () => 0) {
  const query = asked(text);
  const found = [];
  for (const entry of index) {
    const hit = byNumber(entry, query) ?? byWords(entry, query);
    if (hit) found.push(Object.assign(hit, { business: entry.business, near: nearness(entry.business) }));
  }
  return found.sort((a, b) => a.points - b.points || a.near - b.near);
}

/** A text in pieces, with what was asked for set apart: [{text, isHit}]. Only words that begin so, or any part of a number. */
export function pieces(text, query, isNumber = false) {
  const tokens = isNumber ? [query.toUpperCase().replace(/[^0-9A-Z]/g, "")] : words(query).trim().split(" ").filter(Boolean);
  const shown = isNumber ? text : folded(text);
  if (shown.length !== text.length || !tokens[0]) return [{ text, isHit: false }];
  const hits = isNumber ? numberHits(text, tokens[0]) : wordHits(shown, tokens);
  const parts = [];
  for (let at = 0; at < text.length; at += 1) {
    if (parts.at(-1)?.isHit === hits.has(at)) parts.at(-1).text += text[at];
    else parts.push({ text: text[at], isHit: hits.has(at) });
  }
  return parts;
}

function wordHits(shown, tokens) {
  const hits = new Set();
  for (const token of tokens) {
    for (let at = shown.indexOf(token); at >= 0; at = shown.indexOf(token, at + 1)) {
      if (at && /[\p{L}\p{N}]/u.test(shown[at - 1])) continue;
      for (let i = at; i < at + token.length; i += 1) hits.add(i);
    }
  }
  return hits;
}

/** In a written number the mask's signs between the hits belong to them. */
function numberHits(text, token) {
  const places = [...text].map((sign, at) => [sign, at]).filter(([sign]) => /[0-9A-Z]/.test(sign));
  const from = places.map(([sign]) => sign).join("").indexOf(token);
  if (from < 0) return new Set();
  const [first, last] = [places[from][1], places[from + token.length - 1][1]];
  return new Set(Array.from({ length: last - first + 1 }, (_, i) => first + i));
}
