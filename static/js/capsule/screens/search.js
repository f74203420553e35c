/* Buscar: businesses on this phone by name, street, CNPJ or phone; accents don't matter. */
import { digits, nameOf, plain, plural } from "../format.js";
import { empty, heading, html, icon, nothing } from "../ui/parts.js";
import { addressOf } from "./stops.js";

const SHOWN = 40;

/** One searchable line for each business; built once when the screen opens. */
export const indexOf = (businesses) =>
  businesses.map((business) => ({
    business,
    words: plain([business.trade_name, business.legal_name, business.street, business.bairro, business.cnpj,
      business.phone, ...(business.people ?? []).flatMap(({ name, phone }) => [name, phone])].join(" ")),
  }));

export function find(index, text) {
  const words = plain(text).split(/\s+/).filter(Boolean).map((word) => (/^[\d./()-]+$/.test(word) ? digits(word) : word));
  return index.filter((entry) => words.every((word) => entry.words.includes(word))).map(({ business }) => business);
}

export async function search(app) {
  let index = indexOf(app.bundle?.businesses ?? []);
  let text = "";
  const type = ({ target }) => {
    text = target.value;
    app.render();
  };
  const refresh = () => {
    index = indexOf(app.bundle?.businesses ?? []);
  };
  return { draw: () => screen(find(index, text), text, type), refresh };
}

const screen = (found, text, type) => ({
  title: "Buscar",
  sub: "Nos negócios deste aparelho",
  tab: "buscar",
  main: html`${heading("Qual negócio?")}
    <div class="field"><label for="busca">Nome, rua, CNPJ ou telefone</label>
      <input class="input" id="busca" type="search" autocomplete="off" enterkeyhint="search" .value=${text} @input=${type}></div>
    <p class="hint" role="status">${plural(found.length, "negócio", "negócios")}${found.length > SHOWN ? `, os ${SHOWN} primeiros abaixo` : ""}</p>
    ${found.length ? list(found) : nothingFound(text)}`,
});

const list = (found) => html`<ul class="sync">${found.slice(0, SHOWN).map(
  (business) => html`<li><a class="found" href="#/negocio/${business.id}"><span class="tool-icon">${icon("building-store")}</span>
    <span><b>${nameOf(business)}</b><span class="hint">${addressOf(business) || business.municipality}</span></span>${icon("chevron-right")}</a></li>`,
)}</ul>`;

const nothingFound = (text) =>
  text
    ? empty("Não achamos esse negócio aqui", "Confira o nome, ou comece uma visita nova com o CNPJ.",
        html`<a class="btn" href="#/nova">Começar visita nova</a>`)
    : nothing;
