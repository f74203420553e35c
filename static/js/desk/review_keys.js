// Keyboard of the tutor's page: j k next and previous, 1-5 mark, c comment, a approve, r return, ? help.
// The criterion in focus is tinted; a mark moves the focus to the next one. Everything works without this file too.

const form = document.querySelector("[data-review]");
const dialog = document.querySelector("[data-keys-dialog]");
const criteria = [...document.querySelectorAll("[data-criterion]")];
const isMarked = (criterion) => criterion.querySelector("input:checked") !== null;

function focusOn(criterion) {
  for (const each of criteria) each.classList.toggle("is-on", each === criterion);
}

function current() {
  return criteria.find((each) => each.classList.contains("is-on"));
}

function give(mark) {
  const criterion = current();
  const input = criterion?.querySelector(`input[value="${mark}"]`);
  if (!input) return;
  input.checked = true;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function press(key) {
  document.querySelector(`[data-key="${key}"]`)?.click();
}

function comment() {
  form?.querySelector("textarea")?.focus();
}

// Returning needs words: without them the browser says so where they are written, until something is.
function giveBack() {
  const words = form?.querySelector("textarea");
  if (!words || words.value.trim()) return press("r");
  words.setCustomValidity("Para devolver, escreva aqui o que a pessoa precisa mudar.");
  words.addEventListener("input", () => words.setCustomValidity(""), { once: true });
  words.addEventListener("blur", () => words.setCustomValidity(""), { once: true });
  words.reportValidity(); // moves the focus there, too
}

const actions = {
  j: () => press("j"),
  k: () => press("k"),
  a: () => press("a"),
  r: giveBack,
  c: comment,
  "?": () => dialog?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog?.open) return;
  if (event.target.matches("textarea, input:not([type=radio]), select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const action = /^[1-5]$/.test(event.key) ? () => give(event.key) : actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

form?.addEventListener("change", (event) => {
  const criterion = event.target.closest("[data-criterion]");
  if (criterion) focusOn(criteria[criteria.indexOf(criterion) + 1] ?? criterion);
});
for (const criterion of criteria) criterion.addEventListener("focusin", () => focusOn(criterion));
document.querySelector("[data-keys-open]")?.addEventListener("click", () => dialog?.showModal());

form?.setAttribute("data-keys", "on");
focusOn(criteria.find((each) => !isMarked(each)) ?? criteria[0]);
