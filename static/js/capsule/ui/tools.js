/* Tools of the catalogue: their icon, their head, and the QR code drawn on the screen. */
import { correction, generate } from "../../../vendor/lean-qr.js";
import { plain } from "../format.js";
import { html, icon, nothing, svg } from "./parts.js";

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

const QUIET = 4;

/** A QR code as SVG squares; the camera of the client's phone reads it from this screen, without internet here. */
export function qr(text, label) {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const { size } = code;
  let path = "";
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (code.get(column, row)) path += `M${column + QUIET} ${row + QUIET}h1v1h-1z`;
    }
  }
  const whole = size + 2 * QUIET;
  return html`<figure class="qr"><svg viewBox="0 0 ${whole} ${whole}" role="img" aria-label=${label}>
    ${svg`<rect width=${whole} height=${whole} fill="#fff"></rect><path d=${path} fill="#000"></path>`}</svg>
    <figcaption class="hint">O cliente aponta a câmera do celular para cá.</figcaption></figure>`;
}
