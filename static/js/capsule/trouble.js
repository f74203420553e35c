/* The store could not be opened: say so in plain words instead of a blank page (F06). */
import { render } from "../../vendor/lit-html.js";
import { heading, html, note } from "./ui/parts.js";

const again = () => location.reload();

export function showTrouble(problem) {
  console.error(problem);
  const page = html`<main class="page">${heading("Não deu para abrir o que está guardado no aparelho")}
    ${note("alert", "alert-triangle", "Feche as outras abas da Rota Ativa e tente de novo. Não limpe os dados do navegador: as visitas guardadas estão lá.")}
    <button class="btn btn-primary" type="button" @click=${again}>Tentar de novo</button></main>`;
  render(page, document.getElementById("app"));
}

/** A mistake of ours in one screen: the visit is safe, and there is a way out. */
export function brokenScreen(problem) {
  console.error(problem);
  const main = html`${heading("Esta tela não abriu")}
    ${note("device", "device-mobile", "O que você anotou está guardado no aparelho. Volte para a rota e abra de novo.")}`;
  return { draw: () => ({ title: "Rota Ativa", back: "#/hoje", main, action: html`<a class="btn btn-primary" href="#/hoje">Voltar para a rota</a>` }) };
}
