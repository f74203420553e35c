/* Every request to our server goes through here: it carries this phone's id, waits only so long, and says how it went.
   From that comes what the pill at the top says: online, without internet, or unstable. */
import { noteSent } from "./usage.js";
import { isJson } from "./verdicts.js";

const API_TIMEOUT = 20_000;

let phone = "";
let lastFailed = false;
let portal = false;
const listeners = new Set();

/** The id that the phone shows with each request; known once the store is open. */
export const identify = (id) => (phone = id);

export function netState() {
  if (!navigator.onLine) return "offline";
  return lastFailed ? "unstable" : "online";
}

export const onNetChange = (listener) => listeners.add(listener);

function tell() {
  for (const listener of listeners) listener(netState());
}

/** Every request says how it went: `navigator.onLine` alone promises too much (F20). */
function noteRequest(worked) {
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

const sizeOf = (body) => (typeof body === "string" ? body.length : (body?.size ?? body?.byteLength ?? 0));

/** Ours speaks JSON (or has nothing to add); a page instead is somebody else's: a captive portal (F23). */
function isOurs(response) {
  if (response.type === "opaqueredirect") return false;
  return isJson(response) || response.status === 204 || response.status === 304 || response.headers.has("Upload-Offset");
}

/** `fetch` as all of the phone's parts use it. Throws when nobody answers in time. `expects: "page"` takes any answer. */
export async function request(path, { headers = {}, timeout = API_TIMEOUT, expects = "json", ...options } = {}) {
  noteSent(sizeOf(options.body));
  const id = phone ? { "X-Device-Id": phone } : {};
  try {
    const response = await fetch(path, {
      credentials: "same-origin",
      cache: "no-store",
      redirect: expects === "page" ? "follow" : "manual",
      ...options,
      headers: { Accept: "application/json", ...id, ...headers },
      signal: AbortSignal.timeout(timeout),
    });
    if (expects !== "page") portal = !isOurs(response) && (response.ok || response.type === "opaqueredirect");
    noteRequest(expects === "page" || isOurs(response) || response.status >= 400);
    return response;
  } catch (problem) {
    portal = false;
    noteRequest(false);
    throw problem;
  }
}

/** GET a JSON answer, or null when nobody of ours answers in time. Statuses of 400 and more come back as `{status}`. */
export async function getJson(path, timeout = API_TIMEOUT, headers = {}) {
  try {
    const response = await request(path, { timeout, headers });
    if (response.status === 304) return { status: 304 };
    if (!isJson(response)) return null;
    const body = await response.json();
    return response.ok ? body : { ...body, status: response.status };
  } catch {
    noteRequest(false); // an answer that breaks off halfway is none
    return null;
  }
}
