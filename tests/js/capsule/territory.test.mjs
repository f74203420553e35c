/* Businesses of the territory, as the rest of the phone knows them. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { beforeOf } from "../../../static/js/capsule/result.js";
import { businessIn } from "../../../static/js/capsule/territory.js";

const FIELDS = ["id", "cnpj", "legal_name", "municipality", "last_visit_on", "last_outcome", "diagnoses"];
const LAST = { instrument: "rapida", version: 2, on: "2026-10-01", themes: { financas: 40 } };
const row = (diagnoses) => ["b1", "11222333000181", "MERCEARIA", "2307304", "2026-10-01", "attended", diagnoses];

test("progress is shown at a business that is no stop of today, by the same version only", () => {
  const business = businessIn(FIELDS, row([LAST]), new Map());
  assert.equal(beforeOf({ business }, { instrument: { key: "rapida", number: 2 } }), LAST);
  assert.equal(beforeOf({ business }, { instrument: { key: "rapida", number: 3 } }), undefined);
});

test("where nobody has talked there is nothing to compare, nor in a territory kept by an older version", () => {
  const [none, older] = [businessIn(FIELDS, row(null), new Map()), businessIn(FIELDS.slice(0, 6), row(), new Map())];
  for (const business of [none, older]) assert.equal(beforeOf({ business }, { instrument: { key: "rapida", number: 2 } }), undefined);
});
