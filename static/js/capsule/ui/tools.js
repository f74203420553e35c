/* Tools of the catalogue: their icon, their head, and the QR code of one. */
import { plain } from "../format.js";
import { html, icon, nothing } from "./parts.js";

const SHAPES = [
  [/whatsapp/, "brand-whatsapp"],
  [/google meu|mapa/, "map-pin"],
  [/financ|caixa|preco|custo/, "cash"],
  [/digital|presenca|internet/, "device-mobile"],
  [/mercado|venda|marketing|cliente/, "building-store"],
  [/planej|estrateg/, "target"],
  [/organiza|process|gest/, "clipboard-list"],
  [/pessoa|equipe/, "users"],
  [/credito/, "coins"],
  [/juridic|formaliz|legal/, "scale"],
  [/capacit|curso|aprend/, "school"],
];

export const toolShape = ({ theme = "", name = "" }) => SHAPES.find(([words]) => words.test(plain(`${theme} ${name}`)))?.[1] ?? "bulb";

export const toolHead = (tool, hint, action = nothing) => html`<div class="tool-head"><span class="tool-icon">${icon(toolShape(tool))}</span>
  <span><b>${tool.name}</b><span class="hint">${hint}</span></span>${action}</div>`;

let drawQr = null;

/** A QR code, as soon as the file that draws it has come; few visits need one. */
export function qr(app, text, label) {
  if (drawQr) return drawQr(text, label);
  const ready = (file) => {
    drawQr = file.qr;
    app.render();
  };
  app.homeScreens().then(ready).catch(() => null);
  return nothing;
}
