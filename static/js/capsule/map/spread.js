/* Doors that stand wall to wall: their pins are pushed apart on the screen, so that each can be seen and tapped. Pure. */

const ROUNDS = 60;

/** How far to move each point {x, y} so that no two are closer than `least`: [{x, y}], (0, 0) for those with room. */
export function spread(points, least) {
  const at = points.map(({ x, y }, i) => ({ x: x + Math.cos(i * 2.4) / 100, y: y + Math.sin(i * 2.4) / 100 })); // two of one place part, too
  for (let round = 0, moved = true; moved && round < ROUNDS; round += 1) {
    moved = false;
    for (const [i, a] of at.entries()) {
      for (const b of at.slice(i + 1)) {
        const [x, y] = [b.x - a.x, b.y - a.y];
        const far = Math.hypot(x, y);
        if (far >= least) continue;
        const push = (least - far) / 2 / far + 1e-3;
        [a.x, a.y, b.x, b.y] = [a.x - x * push, a.y - y * push, b.x + x * push, b.y + y * push];
        moved = true;
      }
    }
  }
  return at.map(({ x, y }, i) => ({ x: x - points[i].x, y: y - points[i].y }));
}
