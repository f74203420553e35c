/* What a person sees comes first: work that can wait begins when the screen is painted. */

const HIDDEN_MS = 300; // a page that nobody looks at is never painted

export const painted = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, document.hidden ? 0 : HIDDEN_MS);
  });
