/* The whole notice, for who wants to read it all. */
import { forClient } from "../draft.js";
import { longDay } from "../format.js";
import { heading, html, nothing } from "../ui/parts.js";

export async function noticeText(visit) {
  return () => screen(visit);
}

function screen(visit) {
  const { notice } = visit.content;
  const back = visit.hash("aviso", visit.returning);
  return {
    title: forClient(visit.draft),
    sub: "Aviso completo",
    back,
    main: html`${heading("Como cuidamos dos seus dados")}<div class="card stack">${(notice?.content.full ?? []).map(({ title, text }) => html`<h2>${title}</h2><p>${text}</p>`)}</div>
      <p class="hint">Versão ${notice?.version} do aviso${notice?.published_at ? html`, de ${longDay(notice.published_at)}` : nothing}.</p>`,
    action: html`<a class="btn btn-primary" href=${back}>Voltar ao aviso</a>`,
  };
}
