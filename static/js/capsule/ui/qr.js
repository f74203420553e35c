/* A QR code drawn on the screen; its file comes when the first one is asked for. */
import { correction, generate } from "../../../vendor/lean-qr.js";
import { html, svg } from "./parts.js";

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
