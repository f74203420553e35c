/* A screen that does not open: said in plain words, with a way out. */
import { heading, html, note } from "./ui/parts.js";

/** A mistake of ours in one screen: the visit is safe, and there is a way out. */
export function brokenScreen(problem) {
  console.error(problem);
  const main = html`${heading("Esta tela não abriu")}
    ${note("device", "device-mobile", "O que você anotou está guardado no aparelho. Volte para a rota e abra de novo.")}`;
  return { draw: () => ({ title: "Rota Ativa", back: "#/hoje", main, action: html`<a class="btn btn-primary" href="#/hoje">Voltar para a rota</a>` }) };
}
