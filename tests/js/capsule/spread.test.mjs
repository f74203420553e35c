import assert from "node:assert/strict";
import { test } from "node:test";

import { spread } from "../../../static/js/capsule/map/spread.js";

const PIN = 40;
const moved = (points) => spread(points, PIN).map(({ x, y }, i) => ({ x: points[i].x + x, y: points[i].y + y }));
const closest = (points) => Math.min(...points.flatMap((a, i) => points.slice(i + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y))));

test("it works: two neighbours stand side by side, and who has room stays", () => {
  const points = [{ x: 100, y: 100 }, { x: 110, y: 100 }, { x: 300, y: 300 }];
  const [a, b, c] = moved(points);
  assert.ok(closest([a, b]) >= PIN - 0.1);
  assert.ok(Math.hypot(c.x - 300, c.y - 300) < 0.1);
  assert.ok(a.x < b.x); // each on its own side
});

test("nine doors of one building can all be seen", () => {
  assert.ok(closest(moved(Array.from({ length: 9 }, () => ({ x: 50, y: 50 })))) >= PIN - 1);
});

test("a row of shops stays a row, and nobody goes far", () => {
  const points = Array.from({ length: 8 }, (_, at) => ({ x: at * 25, y: 0 }));
  const now = moved(points);
  assert.ok(closest(now) >= PIN - 1);
  assert.ok(now.every(({ x, y }, i) => Math.hypot(x - points[i].x, y - points[i].y) < 3 * PIN));
});

test("nobody, and one alone", () => {
  assert.deepEqual(spread([], PIN), []);
  assert.ok(closest(moved([{ x: 1, y: 2 }])) === Infinity);
});
