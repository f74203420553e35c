/* The offer to put the capsule on the home screen: in Mais, and once after the first finished visit. */
import { install, wayToInstall } from "../install.js";
import { html, icon, nothing } from "./parts.js";

const WHY = "Abre num toque, sem procurar o endereço, e o celular guarda com mais segurança o que ainda não foi enviado.";
const STEPS = {
  apple: "No Safari, toque em Compartilhar (o quadrado com a seta) e depois em Adicionar à Tela de Início.",
  menu: "No menu do navegador (três pontos), toque em Adicionar à tela inicial ou Instalar aplicativo.",
};

async function ask(app) {
  const isTaken = await install();
  app.notify(isTaken ? "Instalando. O ícone aparece na tela inicial." : "Tudo bem. Você pode instalar depois, em Mais.");
  app.askToKeep();
}

/** Nothing when it is installed already. */
export function installCard(app) {
  const way = wayToInstall();
  if (way === "no") return nothing;
  return html`<section class="card stack"><h2>Instalar no celular</h2><p class="hint">${WHY}</p>${way === "ask"
    ? html`<button class="btn" type="button" @click=${() => ask(app)}>${icon("download")}Instalar</button>`
    : html`<p>${STEPS[way]}</p>`}</section>`;
}

/** After a finished visit, until it is installed or was declined once: "Agora não" lasts, and Mais keeps the offer. */
export function installOffer(app, memory) {
  if (memory.declined || wayToInstall() !== "ask") return nothing;
  const decline = async () => {
    memory.declined = true;
    await app.store.setMeta("installDeclined", true);
    app.render();
  };
  return html`${installCard(app)}<button class="btn" type="button" @click=${decline}>Agora não</button>`;
}
