/* Fotos do local, if the agent wants some: take, look, take again, take out. The visit never waits for them. */
import { hasAccepted, nameOfDraft, photosOf } from "../draft.js";
import { sayProblems } from "../gate.js";
import { addPhoto, MOST, pictureOf, putPhotoBack, removePhoto } from "../photos/album.js";
import { wordsFor } from "../photos/problem.js";
import { segments } from "../ui/fields.js";
import { savedLine } from "../ui/visit_parts.js";
import { heading, html, icon, note, nothing } from "../ui/parts.js";

const KINDS = [
  { key: "facade", text: "Fachada" },
  { key: "inside", text: "Por dentro" },
  { key: "product", text: "Produto" },
  { key: "other", text: "Outra" },
];

const isAttended = ({ draft }) => draft.outcome === "attended" && hasAccepted(draft);

export async function photos(visit) {
  const state = { busy: false, problem: "", what: "facade", shown: new WeakMap() };
  const draw = () => {
    queueMicrotask(() => paint(visit, state));
    return screen(visit, state);
  };
  return { draw };
}

/** Each picture is opened once and drawn on its canvas, which is another photo's when one was taken out or put back; nothing
    of it lies anywhere in clear. */
async function paint({ app, draft }, { shown }) {
  for (const photo of photosOf(draft)) {
    const canvas = document.getElementById(`foto-${photo.id}`);
    if (!canvas || shown.get(canvas) === photo.id) continue;
    shown.set(canvas, photo.id);
    const picture = await pictureOf(app.store, photo).catch(() => null);
    if (!picture || shown.get(canvas) !== photo.id) continue;
    [canvas.width, canvas.height] = [picture.width, picture.height];
    canvas.getContext("2d").drawImage(picture, 0, 0);
    picture.close();
  }
}

/** `instead`: the photo that the new one takes the place of; it goes only when the new one is there. */
async function take(visit, state, { target }, instead = null) {
  const [file] = target.files;
  target.value = ""; // the same file may be chosen again
  if (!file || state.busy) return;
  Object.assign(state, { busy: true, problem: "" });
  visit.app.render();
  try {
    await addPhoto(visit, file, instead ?? state);
    if (instead) await removePhoto(visit, instead);
  } catch (problem) {
    state.problem = wordsFor(problem);
  }
  state.busy = false;
  sayProblems(visit.app);
}

async function remove(visit, photo) {
  await removePhoto(visit, photo);
  visit.app.notify("Foto apagada", { label: "Desfazer", run: () => putPhotoBack(visit, photo) });
}

const wordOf = (what) => KINDS.find(({ key }) => key === what)?.text ?? "Foto";
const size = (bytes) => `${Math.max(1, Math.round(bytes / 1000))} KB`;

const picker = (visit, state, { id, text, shape, css, camera = false, instead = null }) => html`<label class="btn ${css} file-btn">${icon(shape)}${text}
  <input class="vh" id=${id} type="file" accept="image/*" capture=${camera ? "environment" : nothing} ?disabled=${state.busy}
    @change=${(event) => take(visit, state, event, instead)}></label>`;

function card(visit, state, photo, index) {
  const name = `${wordOf(photo.what)}, foto ${index + 1}`;
  return html`<li class="card stack-s photo-card"><canvas id="foto-${photo.id}" role="img" aria-label=${name} width="16" height="12"></canvas>
    <div class="row-wrap between"><span><b>${wordOf(photo.what)}</b> <span class="hint">${size(photo.bytes)}</span></span>
      <span class="row-wrap">${picker(visit, state, { id: `outra-${photo.id}`, text: html`Tirar outra<span class="vh"> no lugar de ${name}</span>`, shape: "camera", css: "btn-quiet btn-s", camera: true, instead: photo })}
      <button class="icon-btn" type="button" aria-label="Apagar ${name}" @click=${() => remove(visit, photo)}>${icon("trash")}</button></span></div></li>`;
}

function screen(visit, state) {
  const taken = photosOf(visit.draft);
  const attended = isAttended(visit);
  const back = visit.hash(attended ? (visit.returning ? "confira" : "") : visit.draft.outcome === "attended" ? "" : "motivo");
  return {
    title: nameOfDraft(visit.draft),
    sub: "Fotos do local, se quiser",
    back,
    main: html`<div class="stack-s">${heading("Fotos do local")}
        <p class="hint">Mostre o lugar, não as pessoas. A foto fica pequena e sem localização, e segue depois da visita.</p></div>
      ${state.problem ? html`<div id="problemas" tabindex="-1">${note("alert", "alert-triangle", state.problem, "alert")}</div>` : nothing}
      ${taken.length ? html`<ul class="stack">${taken.map((photo, index) => card(visit, state, photo, index))}</ul>` : nothing}
      <p class="hint" role="status">${state.busy ? "Guardando a foto…" : ""}</p>
      ${taken.length < MOST ? add(visit, state, attended) : html`<p class="hint">Já são ${MOST} fotos, o máximo de uma visita.</p>`}${savedLine(visit)}`,
    action: html`<a class="btn btn-primary" href=${back}>${taken.length ? "Pronto" : "Seguir sem fotos"}</a>`,
  };
}

/** Without an accepted notice only the front of the house is photographed (I6). */
function add(visit, state, attended) {
  const choose = (what) => ((state.what = what), visit.app.render());
  return html`<section class="card stack">${attended
      ? segments({ legend: "O que a foto mostra?", seen: true, name: "o-que", options: KINDS, value: state.what, onPick: choose })
      : html`<p><b>Só a fachada.</b> <span class="hint">Por dentro, só depois do aceite do cliente.</span></p>`}
    ${picker(visit, state, { id: "camera", text: "Tirar foto", shape: "camera", css: "", camera: true })}
    ${picker(visit, state, { id: "galeria", text: "Escolher do celular", shape: "photo", css: "btn-quiet" })}</section>`;
}
