/* Mais: the sun switch, who is signed in, what this phone promised, and the way out. */
import { appVersion } from "../device.js";
import { plural } from "../format.js";
import { leave } from "../session.js";
import { chooseSol, isSol } from "../theme.js";
import { heading, html, icon, note, nothing } from "../ui/parts.js";

const ROLES = { agent: "Agente de orientação empresarial", credit_agent: "Agente de crédito e finanças" };

export async function more(app) {
  const isKept = await app.store.meta("isKept");
  let asked = false;
  const draw = () => screen(app, isKept, asked, (value) => {
    asked = value;
    app.render();
  });
  return { draw };
}

const screen = (app, isKept, asked, ask) => ({
  title: "Mais",
  sub: app.user.name,
  tab: "mais",
  main: html`${heading("Este aparelho e você")}
    <section class="card stack">
      <label class="switch"><span>Modo sol<br><span class="hint">Preto no branco, para ler na rua</span></span>
        <input type="checkbox" role="switch" .checked=${isSol()} @change=${({ target }) => chooseSol(target.checked)}></label>
    </section>
    <section class="card stack"><h2>${app.user.name}</h2><dl class="facts-list">
      ${row("Papel", ROLES[app.user.role] ?? "Equipe")}
      ${row("Regional", app.bundle?.agent.region)}
      ${row("Unidade", app.bundle?.agent.unit)}
      ${row("Crachá", app.bundle?.agent.badge)}
    </dl></section>
    <section class="card stack"><h2>Guardado neste aparelho</h2><dl class="facts-list">
      ${row("Esperando para enviar", plural(app.unsent, "visita", "visitas"))}
      ${row("Em rascunho", plural(app.records.drafts.length, "visita", "visitas"))}
      ${row("Proteção do navegador", isKept ? "O navegador prometeu não apagar" : "Comum: envie sempre que tiver internet")}
      ${row("Versão", appVersion())}
    </dl>${isKept ? nothing : html`<p class="hint">Para guardar com mais segurança, instale: menu do navegador, “Adicionar à tela inicial”.</p>`}</section>
    ${asked ? sure(app, ask) : html`<button class="btn" type="button" @click=${() => (app.unsent ? ask(true) : out(app))}>${icon("logout")}Sair</button>`}`,
});

const row = (term, value) => (value ? html`<div><dt>${term}</dt><dd>${value}</dd></div>` : nothing);

const sure = (app, ask) => html`${note("device", "device-mobile", html`${plural(app.unsent, "visita ainda não foi enviada", "visitas ainda não foram enviadas")}.
    ${app.unsent === 1 ? "Ela fica guardada aqui e só segue" : "Elas ficam guardadas aqui e só seguem"} quando você entrar de novo.`, "alert")}
  <div class="row-wrap"><button class="btn" type="button" @click=${() => ask(false)}>Ficar</button>
  <button class="btn" type="button" @click=${() => out(app)}>${icon("logout")}Sair assim mesmo</button></div>`;

async function out(app) {
  await app.saver.flush();
  await leave(app.store, app.user);
  await app.load();
  app.router.go("#/hoje");
  app.router.show();
}
