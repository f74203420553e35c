import assert from "node:assert/strict";
import { test } from "node:test";

import { bare, cepProblem, emailProblem, phoneProblem, retyped, shaped } from "../../../static/js/capsule/masks.js";

test("it works: a document is kept bare and shown with its dots", () => {
  assert.equal(bare("cpf", "529.982.247-25"), "52998224725");
  assert.equal(shaped("cpf", "52998224725"), "529.982.247-25");
  assert.equal(shaped("cep", "63034130"), "63034-130");
});

test("a CNPJ keeps its letters, also in small ones and pasted with its name", () => {
  assert.equal(bare("cnpj", "CNPJ: 12.abc.345/01de-35"), "12ABC34501DE35");
  assert.equal(shaped("cnpj", "12ABC34501DE35"), "12.ABC.345/01DE-35");
});

test("a telephone is taken with or without the country and the zero", () => {
  for (const text of ["+55 (88) 99999-0000", "088 99999 0000", "88999990000", "(88) 99999-0000"]) {
    assert.equal(shaped("phone", text), "(88) 99999-0000", text);
  }
  assert.equal(shaped("phone", "8835110000"), "(88) 3511-0000");
  assert.equal(shaped("phone", "0800 570 0800"), "0800 570 0800");
  assert.equal(bare("phone", "(55) 99999-0000"), "55999990000"); // the area code of Santa Maria is no country
});

test("half a number gets half the dots and none at its end", () => {
  assert.equal(shaped("cpf", "529"), "529");
  assert.equal(shaped("cpf", "5299"), "529.9");
  assert.equal(shaped("phone", "88"), "(88");
  assert.equal(shaped("cnpj", ""), "");
});

test("the caret stays behind the character that was typed", () => {
  assert.deepEqual(retyped("cpf", "5299", 4), { bare: "5299", text: "529.9", caret: 5 });
  assert.deepEqual(retyped("cpf", "59.982.247-25", 1), { bare: "5998224725", text: "599.822.472-5", caret: 1 }); // the 2 was taken out
  assert.deepEqual(retyped("cpf", "5X2998", 2), { bare: "52998", text: "529.98", caret: 1 });
  assert.equal(retyped("cep", "630341", 6).caret, 7);
});

test("taking out the dot moves the caret before it, so that the next tap takes out the number", () => {
  assert.deepEqual(retyped("cpf", "529982", 3), { bare: "529982", text: "529.982", caret: 3 });
});

test("shaping twice changes nothing, whatever was typed", () => {
  const letters = "0123456789AZaz.-/() +xé😀";
  for (let seed = 1; seed < 4000; seed += 1) {
    let rest = seed * 7919;
    const text = Array.from({ length: seed % 20 }, () => letters[(rest = (rest * 31 + 17) % 65_521) % letters.length]).join("");
    for (const kind of ["cnpj", "cpf", "cep", "phone"]) {
      const { text: shown, bare: kept, caret } = retyped(kind, text, seed % (text.length + 1));
      assert.equal(shaped(kind, shown), shown, `${kind} ${text}`);
      assert.equal(bare(kind, shown), kept, `${kind} ${text}`);
      assert.ok(caret >= 0 && caret <= shown.length);
    }
  }
});

test("what is wrong is said with how to mend it, and an empty field is not wrong", () => {
  assert.equal(phoneProblem(""), "");
  assert.match(phoneProblem("99999-0000"), /DDD/);
  assert.equal(cepProblem("63034-130"), "");
  assert.equal(cepProblem("63034-13"), "O CEP tem 8 números. Falta 1.");
  assert.equal(cepProblem("630"), "O CEP tem 8 números. Faltam 5.");
  assert.equal(emailProblem("ze@mercearia.com.br"), "");
  assert.match(emailProblem("ze@mercearia"), /@/);
});
