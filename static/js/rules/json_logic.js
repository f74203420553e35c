// JsonLogic, the whole of it (jsonlogic.com): the twin of the server's library. The official test set decides.

export const truthy = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(value));

const isRule = (logic) => typeof logic === "object" && logic !== null && !Array.isArray(logic) && Object.keys(logic).length === 1;
const listed = (value) => (Array.isArray(value) ? value : []);
const number = (value) => Number.parseFloat(value);

/** What a path like `a.b` names in the known values. */
function at(known, path, otherwise = null) {
  if (path === null || path === undefined || path === "") return known;
  let found = known;
  for (const step of String(path).split(".")) {
    if (found === null || found === undefined || !Object.hasOwn(Object(found), step)) return otherwise;
    found = found[step];
  }
  return found;
}

const isMissing = (known) => (path) => ["", null, undefined].includes(at(known, path));
const between = (holds) => (a, b, c) => holds(a, b) && (c === undefined || holds(b, c));

/** Operators over values. */
const PLAIN = {
  __proto__: null,
  "==": (a, b) => a == b,
  "===": (a, b) => a === b,
  "!=": (a, b) => a != b,
  "!==": (a, b) => a !== b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": between((a, b) => a < b),
  "<=": between((a, b) => a <= b),
  "!": (a) => !truthy(a),
  "!!": truthy,
  "+": (...all) => all.reduce((sum, each) => sum + number(each), 0),
  "*": (...all) => all.map(number).reduce((product, each) => product * each),
  "-": (a, b) => (b === undefined ? -a : a - b),
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  min: Math.min,
  max: Math.max,
  in: (a, all) => Boolean(all?.includes?.(a)),
  cat: (...all) => all.join(""),
  substr: (text, start, end) => {
    const rest = String(text).slice(start);
    return rest.slice(0, end);
  },
  merge: (...all) => all.flat(),
};

/** Operators that look at the known values, or decide which of their parts are looked at. */
const SPECIAL = {
  __proto__: null,
  var: (known, path, otherwise) => at(known, apply(path, known), apply(otherwise, known)),
  missing: (known, ...paths) => paths.map((path) => apply(path, known)).flat().filter(isMissing(known)),
  missing_some: (known, needed, paths) => {
    const missing = paths.filter(isMissing(known));
    return paths.length - missing.length >= needed ? [] : missing;
  },
  if: (known, ...parts) => {
    while (parts.length > 1) {
      const [condition, then] = parts.splice(0, 2);
      if (truthy(apply(condition, known))) return apply(then, known);
    }
    return parts.length ? apply(parts[0], known) : null;
  },
  and: (known, ...parts) => until(parts, known, (value) => !truthy(value)),
  or: (known, ...parts) => until(parts, known, truthy),
  filter: (known, items, test) => listed(apply(items, known)).filter((item) => truthy(apply(test, item))),
  map: (known, items, change) => listed(apply(items, known)).map((item) => apply(change, item)),
  reduce: (known, items, join, start) =>
    listed(apply(items, known)).reduce((accumulator, current) => apply(join, { current, accumulator }), apply(start, known) ?? null),
  all: (known, items, test) => {
    const all = listed(apply(items, known));
    return all.length > 0 && all.every((item) => truthy(apply(test, item)));
  },
  some: (known, items, test) => SPECIAL.filter(known, items, test).length > 0,
  none: (known, items, test) => !SPECIAL.some(known, items, test),
};
SPECIAL["?:"] = SPECIAL.if;

/** The first value that ends the chain, else the last one. */
function until(parts, known, ends) {
  let value = null;
  for (const part of parts) {
    value = apply(part, known);
    if (ends(value)) break;
  }
  return value;
}

/** What a rule says over the known values; what is no rule says itself. */
export function apply(logic, known) {
  if (Array.isArray(logic)) return logic.map((each) => apply(each, known));
  if (!isRule(logic)) return logic;
  const [[operator, given]] = Object.entries(logic);
  const parts = Array.isArray(given) ? given : [given];
  if (operator in SPECIAL) return SPECIAL[operator](known, ...parts);
  if (operator in PLAIN) return PLAIN[operator](...parts.map((part) => apply(part, known)));
  throw new Error(`JsonLogic has no operator ${operator}`);
}
