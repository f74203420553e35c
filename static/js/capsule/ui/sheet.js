/* A sheet from below: a few ways on, over the screen that is open. It goes with the screen (a lock takes it away, too). */
import { render } from "../../../vendor/lit-html.js";
import { html, icon } from "./parts.js";

/** `body(close)` → the sheet's content. The focus goes in, and back where it came from. */
export function openSheet(title, body) {
  const dialog = document.createElement("dialog");
  dialog.className = "sheet";
  dialog.setAttribute("aria-labelledby", "folha");
  const close = () => dialog.close();
  render(html`<div class="sheet-head"><h2 id="folha" tabindex="-1" autofocus>${title}</h2>
    <button class="icon-btn" type="button" aria-label="Fechar" @click=${close}>${icon("x")}</button></div>${body(close)}`, dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target === dialog && close());
  addEventListener("hashchange", close, { once: true });
  document.getElementById("app").append(dialog);
  dialog.showModal();
  return close;
}
