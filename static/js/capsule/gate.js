/* The way on from a step: what is missing is said after a try, and only until it is put right. */

/** What keeps somebody on a screen is there to be read, and read first. */
export function sayProblems(app) {
  app.render();
  document.getElementById("problemas")?.focus();
}

/** `problemsOf(visit)` → [{message, focus}]. `shown()` is what the screen lists; `pass(onward)` goes on when nothing is missing. */
export function createGate(visit, problemsOf) {
  let said = [];
  const shown = () => {
    const left = problemsOf(visit);
    return said.filter(({ focus }) => left.some((problem) => problem.focus === focus));
  };
  const pass = (onward) => {
    said = problemsOf(visit);
    if (said.length) return sayProblems(visit.app);
    visit.app.render();
    return onward();
  };
  return { shown, pass };
}

/** What the field with this id should say under its label. */
export const errorAt = (problems, id) => problems.find(({ focus }) => focus === id)?.message ?? "";
