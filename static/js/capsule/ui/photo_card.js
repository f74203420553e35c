/* Photos and data: what waits, over which network it may go, and how much was used this month. */
import { plural } from "../format.js";
import { chooseWifiOnly } from "../photo_queue.js";
import { megabytes } from "../sending_words.js";
import { html, nothing } from "./parts.js";

/** The switch, the same in Envios and in Mais. */
export function wifiSwitch(app, isOn) {
  const choose = async ({ target }) => {
    await chooseWifiOnly(app.store, target.checked);
    if (!target.checked) app.sync.send(true);
    await app.refresh();
  };
  return html`<label class="switch"><span>Só enviar fotos no Wi-Fi</span>
    <input type="checkbox" role="switch" autocomplete="off" .checked=${isOn} @change=${choose}></label>`;
}

const MONTH = new Intl.DateTimeFormat("pt-BR", { month: "long" });

/** "Uns 38 MB usados em novembro." As far as this page can count. */
export const usedLine = (bytes, now = new Date()) => `${bytes ? `Uns ${megabytes(bytes)} usados` : "Quase nada usado"} em ${MONTH.format(now)}.`;

function photoLine({ count, bytes, arrived, isHeld, troubled }) {
  const lost = troubled.length ? `${plural(troubled.length, "foto não pôde ser enviada", "fotos não puderam ser enviadas")}. A visita não depende disso.` : "";
  const part = arrived ? `, ${Math.floor((100 * arrived) / bytes)}% já foi` : "";
  const waiting = count ? `${plural(count, "foto esperando", "fotos esperando")} (${megabytes(bytes)}${part}).` : "";
  const held = isHeld ? "Seguem no Wi-Fi, ou quando você tocar em Enviar agora." : "";
  return [waiting, held, lost].filter(Boolean).join(" ");
}

export function photoCard(app, { photos, used }) {
  return html`<section class="card stack-s">${wifiSwitch(app, photos.isWifiOnly)}
    <p class="hint">${photoLine(photos)} ${usedLine(used)}</p>
    ${photos.count ? html`<progress class="bar" max=${photos.bytes} .value=${photos.arrived} aria-label="Fotos enviadas"></progress>` : nothing}</section>`;
}
