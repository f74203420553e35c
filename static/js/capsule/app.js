/* The capsule: opens the phone's store, shows the screen that the address names, and keeps everything in step. */
import { LOCK_AFTER, watchIdle } from "./autolock.js";
import { loadClock } from "./clock.js";
import { createScreens, rareScreens } from "./screens.js";
import { askToKeep, deviceId } from "./device.js";
import { createDoor } from "./door.js";
import { keepFresh } from "./fresh.js";
import { onInstallChange, watchInstall } from "./install.js";
import { netState, onNetChange, watchNet } from "./net.js";
import { photosExtra, photosWait } from "./photo_queue.js";
import { planExtra } from "./plan_keeping.js";
import { addIcons, idle, painted } from "./painted.js";
import { createRouter } from "./router.js";
import { createSaver } from "./save.js";
import { createStage } from "./stage.js";
import { openStore } from "./store.js";
import { createSync } from "./sync.js";
import { installWorker, knownWorker, startedFresh } from "./updates.js";
import { watchUsage } from "./usage.js";

const SOON = "A tela vai trancar em 30 segundos. Toque nela para continuar; nada se perde.";
const FULL = "O celular está sem espaço. O que você escreveu está guardado: apague fotos ou vídeos antes de continuar.";

watchInstall();

/** Said to boot.js, which watches over the start. */
function arrived() {
  document.documentElement.dataset.started = "1";
  dispatchEvent(new Event("capsula-aberta"));
}

/** `app`: what all screens share. Who uses the phone, their day and their visits are read into it by reading.js; what can be
    done with it comes from stage.js and door.js. */
function create(store, lockAfter) {
  const app = { store, records: null, user: null, bundle: null, net: netState(), unsent: 0, toast: null, saved: {}, fetching: true };
  const stage = createStage(app);
  Object.assign(app, stage, createDoor(app));
  app.saver = createSaver({ patchDraft: store.patchDraft, onState: (state) => stage.noteSaved(state) });
  const newDay = async (answer, { sent }) => sent && stage.fetchDay(); // a second visit knows what the first one found
  const extras = [planExtra(store), photosExtra(store, rareScreens, () => stage.refresh()), newDay];
  app.sync = createSync({ store, onChange: () => stage.refresh(), extras, isMore: () => photosWait(store) });
  app.askToKeep = () => askToKeep(store);
  const screens = createScreens(app);
  app.router = createRouter((route) => stage.open(screens, route));
  watchNet();
  onNetChange((net) => {
    app.net = net;
    stage.render();
  });
  app.touched = watchIdle({ isOpen: () => app.lock === "open", lock: app.lockNow, warn: () => stage.notify(SOON), limit: () => lockAfter });
  addEventListener("pagehide", () => app.saver.flush());
  document.addEventListener("visibilitychange", () => document.hidden && app.saver.flush());
  return app;
}

/** Once the first screen is there: the files, the room and the promise that this phone keeps what it is given. */
async function settle(app) {
  installWorker(app);
  onInstallChange(app.render);
  await app.store.keepReserve(() => {
    app.isFull = true;
    app.notify(FULL);
  });
  await app.askToKeep();
}

/** Who is signed in, what waits, what is new. */
async function keepInTouch(app, known) {
  app.sync.watch();
  await app.sync.session();
  await (known ? app.refresh() : app.router.show()); // somebody else, or a phone that was taken back, sees another screen
  await app.sync.send().finally(() => keepFresh(app));
}

/** Straight from the way in: somebody else, maybe. A reload has the same referrer, and need not wait for the server again. */
const cameIn = () => document.referrer.includes("/conta/") && performance.getEntriesByType("navigation")[0]?.type !== "reload";

async function start() {
  const worker = knownWorker();
  const store = await openStore(undefined, () => location.reload());
  const [isReloading, lockAfter, user] = await Promise.all([
    startedFresh(store, worker), store.meta("lockAfter"), store.meta("user"), deviceId(store), loadClock(store),
  ]);
  if (isReloading) return arrived();
  watchUsage(store);
  const app = Object.assign(create(store, lockAfter ?? LOCK_AFTER), { user });
  const known = cameIn() ? "" : user?.id;
  if (known) await app.router.show(); // else the skeleton stays until we know whether somebody is signed in
  arrived();
  await painted();
  if (app.lock === "open") app.opened(); // by digits typed before the program was there
  else await idle();
  addIcons();
  settle(app);
  keepInTouch(app, known).catch(console.error); // a mistake of ours there takes no screen away
}

start().catch(async (problem) => {
  const { showTrouble } = await rareScreens(); // should even that be missing, boot.js says so
  arrived();
  addIcons();
  showTrouble(problem);
});
