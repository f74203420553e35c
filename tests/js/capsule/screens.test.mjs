// Screens as values: what they would draw, and what their buttons do, without a browser.
import "../vendor/fake-indexeddb.mjs";
import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";

import { discard } from "../../../static/js/capsule/discard.js";
import { newDraft } from "../../../static/js/capsule/draft.js";
import { seal } from "../../../static/js/capsule/photos/seal.js";
import { withPatches } from "../../../static/js/capsule/patches.js";
import { openStore } from "../../../static/js/capsule/store.js";
import { openFor } from "../phone.mjs";

const pen = new Proxy({}, { get: (_, name) => (name === "measureText" ? (text) => ({ width: text.length }) : () => {}), set: () => true });
const canvas = () => ({ said: {}, setAttribute(name, value) { this.said[name] = value; }, getContext: () => pen });
globalThis.document ??= Object.assign(new EventTarget(), { createTreeWalker: () => ({}), createElement: canvas, querySelector: () => null, getElementById: () => null, hidden: false });
globalThis.location ??= { hash: "" };
globalThis.Path2D ??= class {};
const { problemsOf } = await import("../../../static/js/capsule/finish.js");
const { newBusiness } = await import("../../../static/js/capsule/screens/new_business.js");
const { sending } = await import("../../../static/js/capsule/screens/sending.js");
const { today } = await import("../../../static/js/capsule/screens/today.js");
const { unlock } = await import("../../../static/js/capsule/screens/pin_unlock.js");
const { notice } = await import("../../../static/js/capsule/screens/notice.js");
const { photos } = await import("../../../static/js/capsule/screens/photos.js");
const { question } = await import("../../../static/js/capsule/screens/question.js");
const { area } = await import("../../../static/js/capsule/ui/fields.js");
const { result } = await import("../../../static/js/capsule/screens/result.js");
const { receiptCard } = await import("../../../static/js/capsule/ui/after_visit.js");
const { sign } = await import("../../../static/js/capsule/screens/sign.js");
const { shareResult } = await import("../../../static/js/capsule/screens/share.js");
after(() => setImmediate(process.exit)); // the channel between tabs would keep the process

/** A conversation of one question about sales. */
const conversation = (key, asked) => ({
  key, number: 1, title: key, minutes: 5, themes: [{ key: "vendas", name: "Vendas" }], levels: [{ name: "Pede cuidado", from: 0 }, { name: "Forte", from: 50 }],
  questions: [{ key, theme: "vendas", text: "Como vai?", required: true, relevant: null, weight: 1, ...asked }],
});
const FIRST = conversation("primeira", { kind: "number" });
const OTHER = conversation("outra", { kind: "single", options: [{ key: "bem", text: "Bem", points: 4 }] });
const CONTENT = { instrument: FIRST, others: [OTHER], tools: [], journeys: [], notice: null };

/** All words of a drawn template, and its buttons: {words, press(words)}. */
function read(drawn) {
  const [words, buttons] = [[], []];
  const walk = (part) => {
    if (Array.isArray(part)) return part.forEach(walk);
    if (!part?.strings) return words.push(String(part));
    part.strings.forEach((text, at) => {
      words.push(text);
      if (text.endsWith("@click=")) buttons.push({ text: part.strings.slice(at + 1).join("").split("</button>")[0], run: part.values[at] });
      if (at < part.values.length) walk(part.values[at]);
    });
  };
  walk(drawn);
  return { words: words.join(""), press: (name) => buttons.find(({ text }) => text.includes(name)).run() };
}

let store;
let draft;
let count = 0;

beforeEach(async () => {
  store = await openFor(await openStore(`screens-${(count += 1)}`), "ana");
  draft = newDraft({ userId: "ana", business: { id: "b1", trade_name: "Salão" } });
});

test("what is shared tells of the conversation that was had, not of the one that the unit begins with", async () => {
  await store.startDraft({ ...draft, conversation: "outra", answers: { outra: "bem" } }, CONTENT);
  const screen = await shareResult({ store, user: { id: "ana" } }, { id: draft.id });
  assert.ok(read(screen.draw().main).words.includes("• Vendas: Forte"));
});

for (const [places, isAsked] of [[["Crato", "Barbalha"], true], [["Crato"], false]]) {
  test(`a new business in a territory of ${places.length}: its town is ${isAsked ? "asked for, not guessed" : "known"}`, async () => {
    const bundle = { municipalities: places.map((name) => ({ ibge: name, name })) };
    const { draw } = await newBusiness({ store, user: { id: "ana" }, bundle, territory: { byCnpj: new Map() }, render: () => {} });
    await read(draw().action).press("Começar visita");
    assert.equal(read(draw().main).words.includes("Escolha o município."), isAsked);
  });
}

test("a number out of its limits is told them as they are written here", async () => {
  const visit = { draft: { ...draft, answers: { primeira: 2_000_000 } }, content: CONTENT, app: { saved: {} }, hash: () => "" };
  const { draw } = await question(visit, { rest: "primeira" });
  assert.ok(read(draw().main).words.includes("Use um número de 0 a 1.000.000."));
});

test("how much still fits is told with its verb", () => {
  const told = [0, 5, 9, 10].map((length) => /Cabe[^.]*\.|Chegou[^.]*\./.exec(read(area({ id: "a", label: "A", value: "x".repeat(length), max: 10 })).words)?.[0]);
  assert.deepEqual(told, [undefined, undefined, "Cabe mais 1 letra.", "Chegou ao tamanho máximo."]);
});

test("a need of credit that was said to be and not written down keeps the visit from being finished", async () => {
  const codes = async (credit) => (await problemsOf({ app: { store }, draft: { ...draft, credit }, content: CONTENT })).map(({ code }) => code);
  assert.ok((await codes({ wanted: "yes", need: " " })).includes("no_need"));
  for (const credit of [{}, { wanted: "no" }, { wanted: "yes", need: "Um freezer" }]) assert.ok(!(await codes(credit)).includes("no_need"));
});

test("discarding a draft is told to the tabs that have it open, and so is its way back (F12)", async () => {
  await store.startDraft(draft, CONTENT);
  const [there, offered] = [[], []];
  const app = {
    store, saver: { flush: async () => {} }, load: async () => {}, router: { go: () => {} }, notify: (_, action) => offered.push(action.run),
    sync: { tellTabs: async () => there.push(await store.draft(draft.id)) },
  };
  await discard(app, draft);
  await offered[0]();
  assert.deepEqual(there, [undefined, draft]);
});

for (const [net, over] of [["offline", 0], ["online", 2]]) {
  test(`locked and ${net}: a slip of the thumb takes the PIN and the day ${over ? "only now" : "from nobody"}`, async () => {
    const [did, said] = [[], []];
    const vault = { observe: async () => ({ pin: true }), forget: async () => did.push("forgotten") };
    const app = { net, user: { id: "ana", name: "Ana" }, store: { vault }, goOut: () => did.push("out"), notify: (text) => said.push(text), router: { show: () => {} } };
    const { draw, leave } = await unlock(app);
    const { press } = read(draw().main);
    await press("Esqueci o PIN");
    await press("Não sou eu");
    leave();
    assert.equal(did.length, over);
    assert.equal(said.filter((text) => text.includes("Sem internet")).length, 2 - over);
  });
}

const NOBODY = { drafts: [], waiting: [], refused: [], troubled: [], gone: [] };

test("who was promised a visit today stands on Hoje as soon as the territory is here, not after a reload", async () => {
  const on = "2099-11-24";
  const bundle = { on, businesses: [], appointments: [{ business: "b7", due_at: `${on}T15:00:00` }], route: null, municipalities: [] };
  const app = { store, user: { id: "ana" }, bundle, records: NOBODY, plan: null, lock: "open", render: () => {}, fetching: false, net: "online" };
  const screen = await today(app);
  assert.ok(read(screen.draw().main).words.includes("Sem paradas para hoje"));
  const told = new Promise((resolve) => (app.render = () => app.territory.byId.has("b7") && resolve()));
  await store.saveRecord("ana", "territory", { fields: ["id", "cnpj", "legal_name", "trade_name"], businesses: [["b7", "", "", "Padaria Nova"]] });
  await screen.refresh();
  await told;
  assert.ok(read(screen.draw().main).words.includes("Padaria Nova"));
  screen.leave();
});

test("with a login that is over Envios offers the way in, not a button that can send nothing", async () => {
  const app = { store, user: { id: "ana" }, records: { ...NOBODY, waiting: [{ id: "v1", name: "Salão", finishedAt: new Date().toISOString() }] }, needsLogin: true, net: "online", render: () => {} };
  app.sync = { status: {}, schedule: () => {}, askStates: () => {} };
  const screen = await sending(app);
  const { main, action } = screen.draw();
  assert.ok(read(action).words.includes("Entrar de novo para enviar"));
  assert.ok(read(main).words.includes("Esperando você entrar"));
  app.needsLogin = false;
  assert.ok(read(screen.draw().action).words.includes("Enviar agora"));
  screen.leave();
});

/** A place on the screen for a picture: rows are drawn in places, and a place is another row's when one before it goes. */
function place() {
  const canvas = { shows: "", getContext: () => ({ drawImage: ({ name }) => (canvas.shows = name) }) };
  return canvas;
}

test("a photo that was taken out and put back is seen again where the next one was meanwhile", { timeout: 60_000 }, async (t) => {
  const taken = { a: await seal(Buffer.from("first")), b: await seal(Buffer.from("second")) };
  const places = [place(), place()];
  const visit = { draft: { ...draft, photos: taken }, app: { saved: {}, store: { photo: async (id) => taken[id] } }, hash: () => "" };
  t.mock.method(document, "getElementById", (id) => places[Object.keys(visit.draft.photos).indexOf(id.slice("foto-".length))]);
  let look = () => {};
  globalThis.createImageBitmap = async (blob) => ({ name: await blob.text(), close: () => look() });
  const { draw } = await photos(visit);
  const shown = (now, ...names) => new Promise((resolve) => {
    visit.draft = { ...visit.draft, photos: now };
    look = () => names.every((name, at) => places[at].shows === name) && resolve();
    draw();
  });
  await shown(taken, "first", "second");
  await shown({ b: taken.b }, "second");
  places[1] = place();
  await shown(taken, "first", "second");
  assert.deepEqual(places.map(({ shows }) => shows), ["first", "second"]);
});

for (const [channel, title, isShown] of [["in_person", "Mostre ao cliente", true], ["phone", "Leia para o cliente", false], [undefined, "Mostre ao cliente", true]]) {
  test(`over ${channel ?? "no channel, as older rows have it"}: ${isShown ? "the client sees this screen" : "nobody is asked to look at a screen that is not there"}`, async () => {
    const visit = { draft: { ...draft, channel, sawResult: true }, content: CONTENT, app: {}, hash: () => "" };
    const screens = await Promise.all([notice(visit), result(visit)]);
    assert.deepEqual(screens.map((draw) => draw().title), [title, title]);
    const { words } = read(receiptCard({ net: "online" }, { id: "v1", summary: "Visita", state: "received", channel }));
    assert.deepEqual([words.includes("qr.svg"), words.includes("câmera"), words.includes("Mandar o link")], [isShown, isShown, true]);
  });
}

test("an erased signature does not come back over the word that took its place", async () => {
  const offered = [];
  const visit = {
    draft: { ...draft, consent: { answer: "given", proof: "signature", signature: "M1 1l2 2", choices: {} } }, content: CONTENT, hash: () => "", go: () => {},
    app: { notify: (text) => offered.push(text), hush: () => (offered.length = 0), render: () => {} },
    change: (patches) => (visit.draft = withPatches(visit.draft, patches)),
  };
  const { press } = read((await sign(visit)).draw().main);
  press("Apagar");
  assert.deepEqual([offered.length, visit.draft.consent.signature], [1, ""]);
  press("viva voz");
  assert.deepEqual([offered, visit.draft.consent.proof], [[], "spoken"]);
});
