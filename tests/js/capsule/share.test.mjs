import assert from "node:assert/strict";
import { test } from "node:test";

import { layout, wrapped } from "../../../static/js/capsule/share/picture.js";
import { wordsOf } from "../../../static/js/capsule/summary.js";

const SHOWN = {
  business: "Salão Divina Beleza", on: "2026-11-20", headline: "Vendas vai bem. Finanças pede cuidado.",
  themes: [{ name: "Finanças", level: "Pede cuidado", filled: 1, isGap: true }, { name: "Vendas", level: "Forte", filled: 4, isGap: false }],
  gaps: ["O dinheiro se mistura.", "O preço é um chute.", "Ninguém acha no mapa."],
  left: [{ name: "Fluxo de Caixa", step: "Anote hoje.", url: "https://ferramentas.example/caixa" }, { name: "Separar as contas.", step: "", url: "" }],
  next: "Cursos", due: "2026-12-08T13:00:00.000Z",
};
const measure = (text) => [...text].length * 20; // as a canvas would, only simpler
const context = { measureText: (text) => ({ width: measure(text) }) };
const textOf = ({ marks }) => marks.filter(({ what }) => what === "text").map(({ text }) => text).join(" ");

test("the picture tells the result, the gaps, the tools and what was agreed", () => {
  const plan = layout(SHOWN, context);
  for (const words of ["Salão Divina Beleza", "Finanças pede cuidado.", "Pede cuidado", "Ninguém acha no mapa.", "Fluxo de Caixa", "Para começar: Anote hoje.", "Separar as contas.", "08/12/2026", "Cursos"]) {
    assert.ok(textOf(plan).includes(words), words);
  }
  assert.deepEqual(plan.marks.filter(({ what }) => what === "blocks").map(({ filled, isGap }) => [filled, isGap]), [[1, true], [4, false]]);
});

test("it is as high as what it says, and nothing is drawn outside", () => {
  const [long, short] = [layout(SHOWN, context), layout({ ...SHOWN, gaps: [], left: [], themes: [] }, context)];
  assert.ok(long.height > short.height + 500);
  for (const { what, text, x, y } of long.marks) {
    assert.ok(y > 0 && y < long.foot, `${what} ${text}`);
    if (what === "text") assert.ok(x + measure(text) <= long.width, text);
  }
});

test("lines fit; a word without an end is cut, none is lost", () => {
  const lines = wrapped(measure, `Endereço https://${"comprido".repeat(20)} fim`, 400);
  assert.ok(lines.every((line) => measure(line) <= 400));
  assert.equal(lines.join("").replaceAll(" ", ""), `Endereçohttps://${"comprido".repeat(20)}fim`);
  assert.deepEqual(wrapped(measure, "", 400), []);
});

test("the words have what the picture has, and the addresses", () => {
  const words = wordsOf(SHOWN);
  for (const part of ["• Finanças: Pede cuidado", "• O preço é um chute.", "• Fluxo de Caixa\n  Para começar: Anote hoje.\n  https://ferramentas.example/caixa", "• Separar as contas."]) assert.ok(words.includes(part), part);
  assert.equal(wordsOf({ ...SHOWN, headline: "", themes: [], gaps: [], left: [], next: "", due: "" }), "Visita em Salão Divina Beleza, 20/11/2026");
});
