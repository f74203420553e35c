/* A long list: the first rows are drawn at once and the others by and by, so that a day of 200 stops is on the screen as fast
   as one of 15, and answers taps meanwhile. */
import { painted } from "../painted.js";

const FIRST = 8; // more than phones show at once
const MORE = 40;

/** `some(rows)`: those to draw now; the others follow by themselves until `stop()`. */
export function growing(draw) {
  let shown = FIRST;
  let isGrowing = false;
  let isOver = false;

  async function grow(count) {
    isGrowing = true;
    while (shown < count) {
      await painted();
      if (isOver) return;
      shown += MORE;
      draw();
    }
    isGrowing = false;
  }

  return {
    some(rows) {
      if (rows.length > shown && !isGrowing) grow(rows.length);
      return rows.slice(0, shown);
    },
    stop: () => (isOver = true),
  };
}
