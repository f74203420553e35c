/* Modo sol: kept on this phone; the system's wish for more contrast counts until the agent chooses. boot.js puts it on the
   page before anything is seen. */

const root = document.documentElement;

export const isSol = () => root.dataset.theme === "sol";

export function chooseSol(wanted) {
  localStorage.setItem("modo-sol", wanted ? "1" : "0");
  root.toggleAttribute("data-theme", false);
  if (wanted) root.dataset.theme = "sol";
}
