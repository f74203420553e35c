/* The phone's door: it locks, the PIN opens it, and whoever used the phone leaves. */
import { catchUp } from "./fresh.js";
import { painted } from "./painted.js";
import { leave } from "./session.js";

export function createDoor(app) {
  /** What is on the screen is kept first; after the PIN the same address opens again. */
  async function lockNow() {
    app.leaveScreen();
    await app.saver.flush();
    app.store.vault.lock();
    return app.router.show();
  }

  /** The PIN was right, or is new: the screen that the address names, then what is new. */
  const unlocked = () => app.router.show().then(opened);

  async function opened() {
    app.touched();
    await painted();
    await app.fetchDay();
    await catchUp(app);
  }

  /** The person leaves the phone, and what is open in another tab is closed there, too. */
  async function goOut() {
    await app.saver.flush();
    await leave(app.store, app.user);
    await app.load();
    app.router.replace("#/hoje");
    app.sync.tellTabs();
  }

  return { lockNow, unlocked, opened, goOut };
}
