// How a result is told: the twin of diagnostics/rules/showing.py over tests/shared_cases/showing.json.

const BLOCKS = 4;
const GOING_WELL = 2; // "No caminho"

const rankOf = (level, levels) => levels.findIndex(({ name }) => name === level);

/** How many of the four blocks a level fills. */
export function blocksOf(level, levels) {
  const position = rankOf(level, levels);
  return position < 0 ? 0 : Math.max(1, Math.round(((position + 1) * BLOCKS) / levels.length));
}

/** Gaps first; what was not talked about last. */
export const lowestFirst = (themes) => [...themes].sort((a, b) => (a.score ?? 101) - (b.score ?? 101));

/** One or two sentences that praise first and judge nobody. `themes`: {name, score, level}. */
export function headline(themes, levels) {
  const known = lowestFirst(themes).filter(({ score }) => score !== null);
  if (!known.length) return themes.length ? "Ainda não dá para mostrar um resultado" : "O que apareceu na conversa";
  const [lowest, highest] = [known[0], known.at(-1)];
  const praise = rankOf(highest.level, levels) >= GOING_WELL ? `${highest.name} vai bem. ` : "";
  const rank = rankOf(lowest.level, levels);
  if (rank === 0) return `${praise}${lowest.name} pede cuidado.`;
  return rank >= GOING_WELL ? "O negócio vai bem em tudo o que conversamos." : `${praise}${lowest.name} está em construção.`;
}
