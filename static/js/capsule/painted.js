/* What a person sees comes first: work that can wait begins when the screen is painted. */

const HIDDEN_MS = 300; // a page that nobody looks at is never painted

const IDLE_MS = 1_000;

/** The lock screen's icons came with the page; the others wait in it as text, because reading them held the first screen up. */
export function addIcons() {
  const others = document.getElementById("icons");
  if (others) others.outerHTML = others.textContent;
}

/** Nothing else to do just now, or not for a while: somebody may be typing the PIN. */
export const idle = () =>
  new Promise((resolve) => {
    if (globalThis.requestIdleCallback) requestIdleCallback(resolve, { timeout: IDLE_MS });
    else setTimeout(resolve, HIDDEN_MS);
  });

export const painted = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, document.hidden ? 0 : HIDDEN_MS);
  });
