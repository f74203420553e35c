/* Modo sol: kept on this phone; the system's wish for more contrast counts until the agent chooses. */

const KEY = "modo-sol";

export function isSol() {
  const chosen = localStorage.getItem(KEY);
  return chosen ? chosen === "1" : matchMedia("(prefers-contrast: more)").matches;
}

export function applyTheme() {
  document.documentElement.toggleAttribute("data-theme", false);
  if (isSol()) document.documentElement.setAttribute("data-theme", "sol");
}

export function chooseSol(wanted) {
  localStorage.setItem(KEY, wanted ? "1" : "0");
  applyTheme();
}
