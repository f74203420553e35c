/* The store could not be opened: say so in plain words instead of a blank page, and offer a copy of what lies there (F06). */
import { render } from "../../vendor/lit-html.js";
import { plural } from "./format.js";
import { saveCopy } from "./rescue.js";
import { rawCopy } from "./store_raw.js";
import { heading, html, icon, mark, note, nothing } from "./ui/parts.js";

const again = () => location.reload();

const copied = (visits) => note("done", "check", `Cópia guardada na pasta de downloads, com ${plural(visits, "visita que não foi enviada", "visitas que não foram enviadas")}.
  Ela está fechada: só o servidor abre. Mande para a gestão.`, "status");
const NOT_COPIED = note("alert", "alert-triangle", "Nem a cópia foi possível. Feche o navegador, ligue o celular de novo e tente outra vez.", "alert");

export function showTrouble(problem) {
  console.error(problem);
  const shown = document.getElementById("app"); // the shell's own words, or a screen
  shown.replaceWith(shown.cloneNode(false));
  draw(nothing);
}

function draw(said) {
  const copy = async () => {
    const at = new Date();
    const made = await rawCopy(at).catch(() => null);
    if (made) saveCopy(made.text, at);
    draw(made ? copied(made.visits) : NOT_COPIED);
  };
  const page = html`<header class="topbar awning">${mark}<div class="topbar-title"><b>Rota Ativa</b></div></header>
    <main class="page">${heading("Não deu para abrir o que está guardado no aparelho")}
      ${note("device", "device-mobile", "Não limpe os dados do navegador: as visitas guardadas estão lá.")}
      <p>Feche as outras abas da Rota Ativa e tente de novo. Se não der, guarde uma cópia antes de qualquer outra coisa.</p>${said}</main>
    <footer class="thumb"><div class="action-bar">
      <button class="btn" type="button" @click=${copy}>${icon("download")}Guardar cópia</button>
      <button class="btn btn-primary" type="button" @click=${again}>${icon("refresh")}Tentar de novo</button></div></footer>`;
  render(page, document.getElementById("app"));
}
