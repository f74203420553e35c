// What became of the visits that the server has.
import assert from "node:assert/strict";
import { after, test } from "node:test";

import { createSync } from "../../../static/js/capsule/sync.js";

Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
globalThis.document = { hidden: false };
after(() => setImmediate(process.exit)); // the channel between tabs would keep the process

test("an answer that comes after a newer one changes nothing: no state goes backwards (I5)", async (context) => {
  const answers = [];
  const asked = () => new Promise((resolve) => answers.push((state) => resolve(Response.json({ visits: { v1: { state, problem: "" } } }))));
  context.mock.method(globalThis, "fetch", asked);
  const row = { id: "v1", state: "received", problem: "", receivedAt: new Date().toISOString() };
  const noted = [];
  const store = { meta: async () => ({ id: "ana" }), sent: async () => [{ ...row, state: noted.at(-1) ?? row.state }], updateSent: async (_, { state }) => noted.push(state) };
  const { askStates } = createSync({ store, onChange: () => {} });
  const both = [askStates(), askStates()];
  while (answers.length < 2) await new Promise(setImmediate);
  answers[1]("registered");
  await both[1];
  answers[0]("attention"); // as it stood before
  await both[0];
  assert.deepEqual(noted, ["registered"]);
});

test("a question that nobody answered is asked again", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let asked = 0;
  context.mock.method(globalThis, "fetch", async () => Promise.reject(new Error(`no line ${(asked += 1)}`)));
  const store = { meta: async () => ({ id: "ana" }), sent: async () => [{ id: "v1", state: "received" }] };
  await createSync({ store, onChange: () => {} }).askStates();
  context.mock.timers.tick(5 * 60_000);
  for (let turns = 0; asked < 2 && turns < 1_000; turns += 1) await new Promise(setImmediate);
  assert.equal(asked, 2);
});
