import assert from "node:assert/strict";
import { test } from "node:test";

import { callLink, waysTo, whatsappLink } from "../../../static/js/capsule/navigation.js";
import { find, indexOf, pieces } from "../../../static/js/capsule/search_index.js";

const business = (id, more) => ({ id, cnpj: "", legal_name: "", trade_name: "", street: "", number: "", bairro: "", phone: "", people: [], ...more });
const SAO_JOSE = business("1", { cnpj: "11222333000181", trade_name: "Mercearia São José", legal_name: "JOSE WILSON PEREIRA 123", street: "Rua do Limoeiro", number: "418", bairro: "Pirajá", phone: "88999990000" });
const SALAO = business("2", { cnpj: "12ABC34501DE35", trade_name: "Salão Divina Beleza", legal_name: "DIVINA LTDA", street: "Rua Padre Cícero", number: "12", phone: "8835110000", people: [{ name: "Antônia Conceição", phone: "88988887777" }] });
const LIMA = business("3", { cnpj: "99888777000166", trade_name: "Papelaria Estrela", street: "Avenida José Bezerra", number: "1000" });
const INDEX = indexOf([LIMA, SALAO, SAO_JOSE]);
const names = (text) => find(INDEX, text).map(({ business: { id } }) => id);

test("it works: by name, without accents or capitals, and the words in any order", () => {
  assert.deepEqual(names("sao jose"), ["1"]);
  assert.deepEqual(names("JOSÉ merc"), ["1"]);
  assert.deepEqual(names("salao"), ["2"]);
});

test("a name comes before a street, and both say what matched", () => {
  const found = find(INDEX, "jose");
  assert.deepEqual(found.map(({ business: { id }, kinds }) => [id, kinds]), [["1", ["name"]], ["3", ["street"]]]);
  assert.deepEqual(find(INDEX, "mercearia limoeiro")[0].kinds, ["name", "street"]);
  assert.deepEqual(find(INDEX, "antonia")[0].kinds, ["person"]);
  assert.deepEqual(find(INDEX, "wilson")[0].kinds, ["legal"]);
});

test("a CNPJ with letters, with mask, or a part of it", () => {
  for (const text of ["12ABC34501DE35", "12.abc.345/01DE-35", "abc345", "12.ABC"]) assert.deepEqual(names(text), ["2"], text);
  assert.deepEqual(names("11.222.333/0001-81"), ["1"]);
  assert.deepEqual(find(INDEX, "11222333")[0].kinds, ["cnpj"]);
});

test("a telephone as people write it, also a person's", () => {
  for (const text of ["(88) 99999-0000", "999990000", "+55 88 99999-0000", "088 99999 0000"]) assert.deepEqual(names(text), ["1"], text);
  assert.deepEqual([names("98888-7777"), find(INDEX, "98888-7777")[0].phone], [["2"], "88988887777"]);
});

test("a street with its number, and nothing for nonsense", () => {
  assert.deepEqual(names("padre cicero 12"), ["2"]);
  assert.deepEqual(names("rua"), ["2", "1"]);
  assert.deepEqual(names("xyzzy"), []);
  assert.deepEqual(names("   "), []);
});

test("what is equal is settled by nearness", () => {
  const near = ({ id }) => (id === "1" ? 10 : 500);
  assert.deepEqual(find(INDEX, "rua", near).map(({ business: { id } }) => id), ["1", "2"]);
});

test("the hit is set apart in the words and in the number", () => {
  const marked = (text, query, isNumber) => pieces(text, query, isNumber).map(({ text: part, isHit }) => (isHit ? `[${part}]` : part)).join("");
  assert.equal(marked("Mercearia São José", "jose sao"), "Mercearia [São] [José]");
  assert.equal(marked("12.ABC.345/01DE-35", "abc345", true), "12.[ABC.345]/01DE-35");
  assert.equal(marked("Salão", "x"), "Salão");
});

test("3,000 businesses answer well within a keystroke", () => {
  const many = indexOf(Array.from({ length: 3000 }, (_, at) => business(String(at), { trade_name: `Comércio São João ${at}`, legal_name: `MARIA DAS DORES ${at} LTDA`, street: `Rua Padre Cícero ${at % 90}`, cnpj: String(10 ** 13 + at) })));
  const began = process.cpuUsage(); // not the clock: other tests run beside this one
  const asked = ["s", "sao", "sao joao 12", "padre cicero", "10000000000012", "nada disso"];
  for (const text of asked) find(many, text);
  assert.ok(process.cpuUsage(began).user / 1000 / asked.length < 50);
});

test("one tap: call, WhatsApp only to mobiles and not against the person's will", () => {
  assert.equal(callLink(SAO_JOSE), "tel:+5588999990000");
  assert.equal(whatsappLink(SAO_JOSE), "https://wa.me/5588999990000");
  assert.equal(whatsappLink({ ...SAO_JOSE, flags: [{ code: "no_whatsapp", text: "" }] }), "");
  assert.equal(whatsappLink({ ...SAO_JOSE, phone: "8835110000" }), "");
  assert.equal(callLink({ ...SAO_JOSE, phone: "" }), "");
});

test("navigation by position, else by the address; the name stays here", () => {
  const links = (one) => waysTo(one).map(({ href }) => href);
  assert.deepEqual(links({ ...SAO_JOSE, latitude: -7.21, longitude: -39.31 }), [
    "geo:-7.21,-39.31?q=-7.21,-39.31",
    "https://www.google.com/maps/dir/?api=1&destination=-7.21,-39.31&travelmode=walking",
    "https://waze.com/ul?ll=-7.21,-39.31&navigate=yes",
  ]);
  assert.equal(links(SAO_JOSE)[0], "geo:0,0?q=Rua%20do%20Limoeiro%2C%20418%2C%20Piraj%C3%A1");
  assert.ok(links(SAO_JOSE).every((href) => !/Mercearia/.test(href)));
  assert.deepEqual(waysTo(business("9", {})), []);
});
