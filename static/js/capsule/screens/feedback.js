/* What the tutor said of a visit; opening it tells the tutor that it was read. */
import { noteRead, tellRead } from "../feedback_read.js";
import { fromIsoDay, longDay } from "../format.js";
import { heading, html, icon, note, nothing } from "../ui/parts.js";

export async function feedback(app, { id }) {
  const said = app.bundle?.feedback?.find((entry) => entry.id === id);
  if (!said) return app.router.replace("#/hoje");
  await noteRead(app.store, id);
  tellRead(app);
  return { draw: () => screen(said) };
}

const screen = ({ business, visited_on: visitedOn, verdict, feedback: words, marks = [] }) => ({
  title: verdict === "returned" ? "Devolvida pela tutoria" : "Recado da tutoria",
  sub: visitedOn ? `Visita de ${longDay(fromIsoDay(visitedOn))}` : "",
  back: "#/hoje",
  backLabel: "Voltar para a rota",
  main: html`${heading(business)}
    ${verdict === "returned"
      ? note("device", "arrow-back-up", "A tutoria devolveu esta visita para você ver o que melhorar.")
      : note("done", "circle-check", "A tutoria aprovou esta visita.")}
    ${words ? html`<section class="card stack"><h2>O que a tutoria disse</h2><p class="words">${words}</p></section>` : nothing}
    ${marks.length ? html`<section class="card stack"><h2>Ponto por ponto</h2><ul class="mark-list">${marks.map(markRow)}</ul></section>` : nothing}`,
  action: html`<a class="btn btn-primary" href="#/hoje">${icon("check")}Li, voltar para a rota</a>`,
});

const MOST = 5;
const markRow = ({ criterion, mark }) => html`<li><span>${criterion}</span><span class="strong nowrap">${mark} de ${MOST}</span></li>`;
