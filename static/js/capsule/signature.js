/* Strokes on a canvas as one compact SVG path: whole numbers, relative steps, points that add nothing left out. */

const CLOSE = 2;
const MOST = 8_000; // characters; a signature takes one or two thousand

/** [[{x, y}, …], …] → "M70 96l5-3…". */
export function pathOf(strokes) {
  const drawn = strokes.map(strokePath).join("");
  return drawn.length <= MOST ? drawn : strokes.map((stroke) => strokePath(stroke.filter((_, i) => i % 2 === 0))).join("").slice(0, MOST);
}

function strokePath(points) {
  const [first, ...rest] = points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
  if (!first) return "";
  let last = first;
  let path = `M${first.x} ${first.y}`;
  for (const point of rest) {
    const [dx, dy] = [point.x - last.x, point.y - last.y];
    if (Math.abs(dx) + Math.abs(dy) < CLOSE) continue;
    path += `l${dx} ${dy}`;
    last = point;
  }
  return last === first ? `${path}l1 0` : path;
}

/** Draw on an SVG with finger, pen or mouse; `onStroke(path)` after each stroke. Answers what lifts the listeners. */
export function drawOn(surface, { width, height, begun = "", onDraw, onStroke }) {
  const strokes = [];
  let pen = null;
  const at = ({ clientX, clientY }) => {
    const box = surface.getBoundingClientRect();
    return { x: ((clientX - box.left) * width) / box.width, y: ((clientY - box.top) * height) / box.height };
  };
  const down = (event) => {
    event.preventDefault();
    surface.setPointerCapture(event.pointerId);
    pen = event.pointerId;
    strokes.push([at(event)]);
  };
  const move = (event) => {
    if (event.pointerId !== pen) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) strokes.at(-1).push(at(each));
    onDraw(begun + pathOf(strokes));
  };
  const up = (event) => {
    if (event.pointerId !== pen) return;
    pen = null;
    onStroke(begun + pathOf(strokes));
  };
  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up };
  for (const [name, listener] of Object.entries(listeners)) surface.addEventListener(name, listener);
  return () => Object.entries(listeners).forEach(([name, listener]) => surface.removeEventListener(name, listener));
}
