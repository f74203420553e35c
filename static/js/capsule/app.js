/* The capsule: opens the phone's store, shows the screen that the address names, and keeps everything in step. */
import { LOCK_AFTER, watchIdle } from "./autolock.js";
import { createScreens } from "./screens.js";
import { askToKeep, deviceId } from "./device.js";
import { keepFresh } from "./fresh.js";
import { netState, onNetChange, watchNet } from "./net.js";
import { createRouter } from "./router.js";
import { createSaver } from "./save.js";
import { createStage } from "./stage.js";
import { openStore } from "./store.js";
import { createSync } from "./sync.js";
import { applyTheme } from "./theme.js";
import { showTrouble } from "./trouble.js";
import { installWorker } from "./updates.js";
import { watchUsage } from "./usage.js";

const SOON = "A tela vai trancar em 30 segundos. Toque nela para continuar; nada se perde.";

applyTheme();

async function start() {
  const store = await openStore(undefined, () => location.reload());
  const lockAfter = (await store.meta("lockAfter")) ?? LOCK_AFTER;
  await deviceId(store);
  watchUsage(store);
  const app = { store, records: null, user: null, bundle: null, net: netState(), unsent: 0, toast: null, saved: {}, fetching: true };
  const stage = createStage(app);
  Object.assign(app, stage);
  app.saver = createSaver({ patchDraft: store.patchDraft, onState: (state) => stage.noteSaved(state) });
  app.sync = createSync({ store, onChange: () => stage.refresh() });
  const screens = createScreens(app);
  app.router = createRouter((route) => stage.open(screens, route));
  watchNet();
  onNetChange((net) => {
    app.net = net;
    stage.render();
  });
  app.touched = watchIdle({ isOpen: () => app.lock === "open", lock: stage.lock, warn: () => stage.notify(SOON), limit: () => lockAfter });
  addEventListener("pagehide", () => app.saver.flush());
  document.addEventListener("visibilitychange", () => document.hidden && app.saver.flush());

  await stage.load();
  const known = document.referrer.includes("/conta/") ? "" : app.user?.id; // straight from the way in: somebody else, maybe
  if (known) app.router.show(); // else the skeleton stays until we know whether somebody is signed in
  app.sync.watch();
  installWorker(app);
  askToKeep(store);
  await app.sync.session();
  await stage.load();
  if (!known || app.user?.id !== known) app.router.show();
  await app.sync.send();
  keepFresh(app);
}

start().catch(showTrouble);
