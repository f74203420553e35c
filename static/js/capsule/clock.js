/* This phone's clock against the server's (F10). A document tells the time as the phone had it; what is promised is reckoned
   by the corrected one, and a clock that is far off is said. */

const TOLERATED = 10 * 60_000;

let offset = 0;

/** The server's "now" as it came with the session; kept, for the days without internet. */
export async function noteServerTime(store, serverNow, at = Date.now()) {
  const ahead = Date.parse(serverNow) - at;
  if (Number.isNaN(ahead)) return;
  offset = Math.abs(ahead) > TOLERATED ? ahead : 0;
  await store.setMeta("clockOffset", offset);
}

export async function loadClock(store) {
  offset = (await store.meta("clockOffset")) ?? 0;
}

export const clockOffset = () => offset;
export const correctedNow = (at = Date.now()) => new Date(at + offset);

/** "2 dias atrasado": how wrong the clock is, or "". */
export function clockWords() {
  if (!offset) return "";
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const [count, unit] = minutes < 120 ? [minutes, "minutos"] : minutes < 2880 ? [Math.round(minutes / 60), "horas"] : [Math.round(minutes / 1440), "dias"];
  return `${count} ${unit} ${offset > 0 ? "atrasado" : "adiantado"}`;
}
