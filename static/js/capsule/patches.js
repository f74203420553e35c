/* Small changes to a draft, by dotted path: `{"answers.caixa": "junto"}`. */

/** A copy of `target` with the value at a dotted path replaced; `undefined` removes it. */
function withPath(target, path, value) {
  const [head, ...rest] = path.split(".");
  const copy = { ...target };
  const next = rest.length ? withPath(copy[head] ?? {}, rest.join("."), value) : value;
  if (next === undefined) delete copy[head];
  else copy[head] = next;
  return copy;
}

export const withPatches = (target, patches) =>
  Object.entries(patches).reduce((copy, [path, value]) => withPath(copy, path, value), target);

/** Two sets of patches as one, the later winning over the same path and over everything below it. */
export function mergePatches(earlier, later) {
  const merged = { ...earlier };
  for (const [path, value] of Object.entries(later)) {
    for (const known of Object.keys(merged)) {
      if (known === path || known.startsWith(`${path}.`)) delete merged[known];
    }
    merged[path] = value;
  }
  return merged;
}
