/* Mais: the sun switch, who is signed in, what this phone keeps and promised, and the way out. */
import { appVersion } from "../device.js";
import { plural } from "../format.js";
import { isWifiOnly } from "../photo_queue.js";
import { chooseSol, isSol } from "../theme.js";
import { usedThisMonth } from "../usage.js";
import { installCard } from "../ui/install_card.js";
import { heading, html, icon, note, nothing } from "../ui/parts.js";
import { usedLine, wifiSwitch } from "../ui/photo_card.js";
import { rescueCard } from "../ui/rescue_card.js";

const [ASKED, GOING] = ["asked", "going"]; // whether somebody who has unsent visits is sure; then the way out itself
const ROLES = { agent: "Agente de orientação empresarial", credit_agent: "Agente de crédito e finanças" };
const KEPT = new Map([
  [true, "O navegador prometeu não apagar"],
  [false, "O navegador não prometeu: instale e envie sempre que tiver internet"],
]);

async function remembered({ store }) {
  const [isKept, used, rescued, isOn] = await Promise.all([store.meta("isKept"), usedThisMonth(store), store.meta("rescued"), isWifiOnly(store)]);
  return { isKept, used, rescued, isWifiOnly: isOn };
}

export async function more(app) {
  const memory = { wayOut: "" };
  const refresh = async () => Object.assign(memory, await remembered(app));
  await refresh();
  const turn = (wayOut) => {
    memory.wayOut = wayOut;
    app.render();
    if (wayOut === GOING) app.goOut();
  };
  return { draw: () => screen(app, memory, turn), refresh };
}

const screen = (app, memory, turn) => ({
  title: "Mais",
  sub: app.user.name,
  tab: "mais",
  main: html`${heading("Este aparelho e você")}
    ${updateCard(app)}
    <section class="card stack">
      <label class="switch"><span>Modo sol<br><span class="hint">Preto no branco, para ler na rua</span></span>
        <input type="checkbox" role="switch" autocomplete="off" .checked=${isSol()} @change=${({ target }) => chooseSol(target.checked)}></label>
      ${wifiSwitch(app, memory.isWifiOnly)}
    </section>${installCard(app)}
    ${person(app)}${pin(app)}${phone(app, memory)}${rescueCard(app, memory.rescued)}
    ${memory.wayOut === ASKED ? sure(app, turn) : out(app, memory.wayOut === GOING, turn)}`,
});

const row = (term, value) => (value ? html`<div><dt>${term}</dt><dd>${value}</dd></div>` : nothing);

const updateCard = (app) => app.update
  ? html`<section class="card stack"><h2>Versão nova pronta</h2><p class="hint">Leva um segundo. O que está em rascunho continua onde parou.</p>
      <button class="btn" type="button" @click=${app.update}>${icon("refresh")}Atualizar agora</button></section>`
  : nothing;

const person = ({ user, bundle }) => html`<section class="card stack"><h2>${user.name}</h2><dl class="facts-list">
  ${row("Papel", ROLES[user.role] ?? "Equipe")}
  ${row("Regional", bundle?.agent.region)}
  ${row("Unidade", bundle?.agent.unit)}
  ${row("Crachá", bundle?.agent.badge)}
</dl></section>`;

const pin = (app) => html`<section class="card stack"><h2>PIN deste aparelho</h2>
  <p class="hint">A tela se tranca sozinha depois de uns minutos sem uso. O que você anotou fica fechado até o PIN.</p>
  <div class="row-wrap"><button class="btn" type="button" @click=${app.lockNow}>${icon("lock")}Trancar agora</button>
  <a class="btn" href="#/pin">Trocar o PIN</a></div></section>`;

const phone = (app, { isKept, used }) => html`<section class="card stack"><h2>Guardado neste aparelho</h2><dl class="facts-list">
  ${row("Esperando para enviar", plural(app.unsent, "visita", "visitas"))}
  ${row("Em rascunho", plural(app.records.drafts.length, "visita", "visitas"))}
  ${row("Proteção do que está guardado", KEPT.get(isKept) ?? "Este navegador não diz: envie sempre que tiver internet")}
  ${row("Internet usada por aqui", usedLine(used))}
  ${row("Versão", appVersion())}
</dl></section>`;

/** The server is told before anybody else may use this phone, and a slow line takes its time for that. */
const out = (app, isGoing, turn) => html`<button class="btn" type="button" ?disabled=${isGoing} @click=${() => turn(app.unsent ? ASKED : GOING)}>
  ${icon("logout")}${isGoing ? "Saindo…" : "Sair"}</button>`;

const sure = (app, turn) => html`${note("device", "device-mobile", html`${plural(app.unsent, "visita ainda não foi enviada", "visitas ainda não foram enviadas")}.
    ${app.unsent === 1 ? "Ela fica guardada aqui e só segue" : "Elas ficam guardadas aqui e só seguem"} quando você entrar de novo.`, "alert")}
  <div class="row-wrap"><button class="btn" type="button" @click=${() => turn("")}>Ficar</button>
  <button class="btn" type="button" @click=${() => turn(GOING)}>${icon("logout")}Sair assim mesmo</button></div>`;
