// The same case file that the Python model of the phone runs (tests/faults/test_policy.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { waitFor } from "../../../static/js/capsule/outbox.js";
import { judge } from "../../../static/js/capsule/verdicts.js";

const cases = JSON.parse(readFileSync(new URL("../../shared_cases/outbox.json", import.meta.url), "utf8"));

for (const { name, status, body, fate, because = "", problem = "" } of cases.judge) {
  test(`judge: ${name}`, () => {
    const verdict = judge(status, body, { id: "v" }, "d");
    assert.deepEqual({ because: "", problem: "", ...verdict, receipt: undefined }, { fate, because, problem, receipt: undefined });
  });
}

for (const { tries, chance, wait } of cases.wait) {
  test(`wait: try ${tries} at chance ${chance}`, () => assert.equal(waitFor(tries, () => chance), wait));
}
