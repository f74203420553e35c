/* Which screen answers which address. Nobody signed in, or the phone locked: only the way in. What the list of today can do
   without comes in two more files (screens_home.js, screens_visit.js) while nobody waits for them. */
import { login, notForYou } from "./screens/login.js";
import { createPin } from "./screens/pin_create.js";
import { pinGone } from "./screens/pin_gone.js";
import { unlock } from "./screens/pin_unlock.js";
import { today } from "./screens/today.js";

const AGENT = "agent";
const AFTER_FIRST_MS = 200;

/** No screen of work opens without the PIN. */
const LOCKS = { absent: (app) => createPin(app), locked: unlock, sealed: pinGone };

const homeScreens = () => import("./screens_home.js");
const visitScreens = () => import("./screens_visit.js");

/** Both files are in the memory before they are needed: no signal and no update can take them away then. */
async function fetchBoth() {
  await visitScreens().catch(() => null);
  await homeScreens().catch(() => null);
}

export function createScreens(app) {
  let isFirst = true;

  async function pick(route) {
    if (!app.user) return login(app);
    if (app.user.role !== AGENT) return notForYou(app);
    if (app.lock !== "open") return LOCKS[app.lock](app);
    if (route.name === "hoje") return today(app, route);
    const screens = await (/^visita\b/.test(route.name) ? visitScreens() : homeScreens());
    return screens.openHere(app, route) ?? today(app, route);
  }

  async function open(route) {
    const screen = await pick(route);
    if (isFirst) setTimeout(fetchBoth, AFTER_FIRST_MS);
    isFirst = false;
    return screen;
  }

  return { open };
}
