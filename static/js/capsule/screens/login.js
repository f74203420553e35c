/* Nobody has used this phone, or somebody has left: the way in. */
import { empty, heading, html, nothing } from "../ui/parts.js";
import { plural } from "../format.js";
import { lostNote } from "../ui/lost_note.js";

export function login(app) {
  const draw = () => ({
    title: "Rota Ativa",
    sub: "Visitas a pequenos negócios",
    main: html`${heading("Entre para ver a sua rota")}${app.hasLost ? lostNote(app) : nothing}
      ${empty(
        "Cada pessoa entra com o seu e-mail",
        app.net === "offline" ? "Para entrar é preciso ter internet. Depois, tudo funciona também sem ela." : "Depois de entrar, tudo funciona também sem internet.",
        html`<a class="btn btn-primary" href="/conta/entrar/?next=/visita/">Entrar</a>`,
      )}
      ${app.others > 0
        ? html`<p class="hint">${plural(app.others, "visita de outra pessoa espera", "visitas de outras pessoas esperam")} neste
            aparelho. ${app.others === 1 ? "Segue" : "Seguem"} quando quem fez a visita entrar.</p>`
        : nothing}`,
  });
  return { draw };
}

/** Signed in, but visits are made by agents. */
export const notForYou = (app) => ({
  draw: () => ({
    title: "Rota Ativa",
    sub: app.user.name,
    main: html`${heading("Esta parte é de quem faz visitas")}
      ${empty("Seu acesso é outro", "As visitas são feitas pelos agentes. Se você também visita, peça à gestão da sua regional.",
        html`<a class="btn btn-primary" href="/">Ir para a minha página</a>`)}`,
  }),
});
