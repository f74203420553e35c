/* Mapa: which app shows the way, or the address to copy; the map of the day works without internet. */
import { nameOf } from "../format.js";
import { addressWords, waysTo } from "../navigation.js";
import { openSheet } from "./sheet.js";
import { html, icon } from "./parts.js";

const SHAPES = { geo: "device-mobile", google: "map-pin", waze: "route" };

async function copy(app, words) {
  const isCopied = await navigator.clipboard?.writeText(words).then(() => true, () => false);
  app.notify(isCopied ? "Endereço copiado" : `Endereço: ${words}`);
}

export function navigate(app, business) {
  const words = addressWords(business);
  openSheet(`Como chegar: ${nameOf(business)}`, (close) => html`
    <p class="hint">${words || "Sem endereço anotado."}${business.latitude == null ? " Sem posição no mapa: vai pelo endereço." : ""}</p>
    <ul class="sheet-ways">
      ${waysTo(business).map(({ key, text, href }) => html`<li><a class="btn" href=${href} target=${key === "geo" ? "_self" : "_blank"} rel="noopener" @click=${close}>${icon(SHAPES[key])}${text}</a></li>`)}
      <li><a class="btn" href="#/mapa">${icon("map-2")}Mapa do dia, sem internet</a></li>
      <li><button class="btn" type="button" @click=${() => (close(), copy(app, words))}>${icon("copy")}Copiar o endereço</button></li>
    </ul>`);
}
