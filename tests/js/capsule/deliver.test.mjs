import assert from "node:assert/strict";
import { test } from "node:test";

import { addGuidance, addTool, proposedIn } from "../../../static/js/capsule/deliver.js";
import { contentOf, newDraft } from "../../../static/js/capsule/draft.js";

const option = (key, points, code) => ({ key, text: key, points, finding: code ? { code, text: code } : null });
const question = (key, code) => ({
  key, theme: "t", text: key, kind: "single", required: true, relevant: null, weight: 1,
  options: [option("yes", 4), option("no", 0, code)],
});
const instrument = { key: "i", number: 1, title: "I", themes: [{ key: "t", name: "T" }], levels: [{ from: 0, name: "L" }], questions: [question("a", "x"), question("b", "y")] };
const tool = (key, ...codes) => ({ key, name: key, answers: codes.map((finding) => ({ finding, why: key })) });
const content = contentOf({ instrument, tools: [tool("um", "x"), tool("dois", "y"), tool("tres", "x"), tool("quatro", "x"), tool("nada")] });

function visiting(answers) {
  const draft = { ...newDraft({ userId: "ana", business: {}, now: new Date("2026-11-20T13:00:00Z") }), answers };
  const kept = [];
  return { draft, content, kept, change: (patch) => kept.push(...Object.values(patch)) };
}

test("what is left tells what the rule proposed, so that another choice can be read later (DEL-02)", () => {
  const visit = visiting({ a: "no", b: "no" });
  assert.deepEqual(proposedIn(visit), ["um", "tres", "dois"]);
  addTool(visit, content.tools[3], "O cliente pediu esta");
  addGuidance(visit, "Anote hoje.", "Não tem celular");
  const [other, guidance] = visit.kept;
  assert.deepEqual([other.tool, other.findings, other.own_choice_because], ["quatro", ["x"], "O cliente pediu esta"]);
  assert.deepEqual([other.proposed, guidance.proposed], [["um", "tres", "dois"], ["um", "tres", "dois"]]);
  assert.equal(other.opinion, "");
});

test("nothing found, nothing proposed: whatever is left is the agent's own choice", () => {
  assert.deepEqual(proposedIn(visiting({ a: "yes", b: "yes" })), []);
});
