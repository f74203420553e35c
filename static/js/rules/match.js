// Which tools answer the findings; the twin of deliveries/rules.py over tests/shared_cases/match.json.

const AT_MOST = 3;

/**
 * Up to three tools, each once: [{tool, finding, why}], by finding rank, then by the tools' order. Every finding gets its
 * first free tool before any finding gets a second one.
 */
export function match(findings, tools) {
  const ranked = [...findings].sort((a, b) => a.rank - b.rank);
  const taken = new Set();
  const chosen = [];
  for (let round = 0; round < AT_MOST; round += 1) {
    for (const [position, finding] of ranked.entries()) {
      if (chosen.length >= AT_MOST) break;
      const found = firstAnswer(finding.code, tools, taken);
      if (!found) continue;
      taken.add(found.key);
      chosen.push({ position, order: found.order, tool: found.key, finding: finding.code, why: found.why });
    }
  }
  chosen.sort((a, b) => a.position - b.position || a.order - b.order);
  return chosen.map(({ tool, finding, why }) => ({ tool, finding, why }));
}

function firstAnswer(code, tools, taken) {
  for (const [order, tool] of tools.entries()) {
    if (taken.has(tool.key)) continue;
    const answer = (tool.answers ?? []).find((each) => each.finding === code);
    if (answer) return { order, key: tool.key, why: answer.why };
  }
  return null;
}
