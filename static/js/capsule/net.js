/* Online, without internet, or unstable: what the pill at the top says. */

let lastFailed = false;
let portal = false;
const listeners = new Set();

export function netState() {
  if (!navigator.onLine) return "offline";
  return lastFailed ? "unstable" : "online";
}

export const onNetChange = (listener) => listeners.add(listener);

function tell() {
  for (const listener of listeners) listener(netState());
}

/** Every request says how it went: `navigator.onLine` alone promises too much (F20). */
export function noteRequest(worked) {
  if (lastFailed === !worked) return;
  lastFailed = !worked;
  tell();
}

/** The last answer was a page of the network itself, which wants somebody to log in to it first (F23). */
export const sawPortal = () => portal;

export function watchNet() {
  for (const event of ["online", "offline"]) {
    addEventListener(event, () => {
      lastFailed = false;
      tell();
    });
  }
}

/** GET a JSON answer, or null when nobody answers in time. Statuses of 400 and more come back as `{status}`. */
export async function getJson(path, timeout = 20_000) {
  try {
    const response = await fetch(path, {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(timeout),
    });
    const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
    portal = !isJson && (response.ok || response.type === "opaqueredirect");
    if (!isJson) throw new TypeError("not our server"); // a captive portal (F23)
    const body = await response.json();
    noteRequest(true);
    return response.ok ? body : { status: response.status, ...body };
  } catch {
    noteRequest(false);
    return null;
  }
}
