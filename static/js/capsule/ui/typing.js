/* What the keyboard does in a field: Enter goes on to the next one and at the end presses the screen's button; masks keep
   their dots and the caret; long words make their box grow. */
import { retyped } from "../masks.js";

const CONTROLS = "main input, main textarea, main select";

/** The keyboard's own button ("próximo", "ir") is Enter. */
export function goOn(event) {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  const all = [...document.querySelectorAll(CONTROLS)];
  const next = all[all.indexOf(event.target) + 1];
  if (next) next.focus();
  else document.querySelector(".action-bar .btn-primary")?.click();
}

/** An input handler for a masked field: the bare text goes on, the dotted one is shown. */
export const masked = (kind, onInput) => ({ target, isComposing }) => {
  if (isComposing) return onInput(target.value); // the keyboard is still choosing letters
  const { bare, text, caret } = retyped(kind, target.value, target.selectionStart ?? target.value.length);
  target.value = text;
  target.setSelectionRange(caret, caret);
  onInput(bare);
};

const hasOwnGrowth = globalThis.CSS?.supports?.("field-sizing", "content");
const MOST_ROWS = 12;
const LINE = 24;

/** Older browsers: as many rows as the text needs. */
export function grow(target) {
  if (!hasOwnGrowth) target.rows = Math.min(MOST_ROWS, Math.max(target.rows, Math.round(target.scrollHeight / LINE)));
}
