// Whether a question applies: the part of JsonLogic that conditions may use (diagnostics/checks.py), as the server's
// library decides it (property tests compare them). `and`, `or`, `!` over comparisons of one earlier answer with a value.

const COMPARISONS = {
  __proto__: null,
  "===": (a, b) => a === b,
  "!==": (a, b) => a !== b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  in: (a, all) => all.includes(a),
};

/** `{"operator": arguments}` over what is known: question → answer. A question without an answer counts as null. */
export function holds(condition, known) {
  const [operator] = Object.keys(condition);
  const given = [condition[operator]].flat();
  if (operator === "and") return given.every((each) => holds(each, known));
  if (operator === "or") return given.some((each) => holds(each, known));
  if (operator === "!") return !holds(given[0], known);
  const [{ var: question }, value] = condition[operator];
  return COMPARISONS[operator](known[question] ?? null, value);
}
