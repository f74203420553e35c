/* Which screen answers which address. Nobody signed in, or the phone locked: only the way in. What the list of today can do
   without comes in files of its own: the visit's as soon as the first screen is drawn, the others when one of them is opened. */
import { unlock } from "./screens/pin_unlock.js";
import { today } from "./screens/today.js";

const AGENT = "agent";
const AFTER_FIRST_MS = 200;

const homeScreens = () => import("./screens_home.js");

export const rareScreens = () => import("./screens_rare.js");

const sendingScreens = () => import("./screens_sending.js");

const dayScreens = () => import("./screens_day.js");
const DAY = new Set(["mapa", "organizar", "semana"]);

/** In the memory before the first door: no signal and no update can take a visit's screens away then. */
const visitScreens = () => import("./screens_visit.js");

/** No screen of work opens without the PIN. */
const LOCKS = {
  absent: async (app) => (await rareScreens()).createPin(app),
  locked: unlock,
  sealed: async (app) => (await rareScreens()).pinGone(app),
};

export function createScreens(app) {
  let isFirst = true;
  app.dayScreens = dayScreens; // screens that the map's screen is made of cannot import it (Django hashes no circles)
  app.homeScreens = homeScreens;
  app.rareScreens = rareScreens;

  async function pick(route) {
    if (!app.user) return (await rareScreens()).login(app);
    if (app.user.role !== AGENT) return (await rareScreens()).notForYou(app);
    if (app.wantsPassword && app.lock !== "open") return (await rareScreens()).passwordFirst(app);
    if (app.lock !== "open") return (await LOCKS[app.lock](app)) ?? pickAnew(route);
    if (route.name === "hoje") return today(app, route);
    if (DAY.has(route.name)) return (await dayScreens()).openHere(app, route);
    if (route.name === "envios") return (await sendingScreens()).openHere(app);
    const screens = await (/^visita\b/.test(route.name) ? visitScreens() : homeScreens());
    return screens.openHere(app, route) ?? today(app, route);
  }

  /** Digits that were typed before the program was there have opened the phone. */
  async function pickAnew(route) {
    await app.load();
    return pick(route);
  }

  async function open(route) {
    const screen = await pick(route);
    if (isFirst && app.lock === "open") {
      isFirst = false;
      setTimeout(() => visitScreens().catch(() => null), AFTER_FIRST_MS);
    }
    return screen;
  }

  return { open };
}
