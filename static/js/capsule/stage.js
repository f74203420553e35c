/* What is on the screen now: opening a screen, drawing it again, and the few things all screens share. */
import { render } from "../../vendor/lit-html.js";
import { notePin } from "./autolock.js";
import { brokenScreen } from "./broken.js";
import { refreshDay } from "./day.js";
import { catchUp } from "./fresh.js";
import { addIcons, painted } from "./painted.js";
import { readAgain } from "./reading.js";
import { titleOf } from "./titles.js";
import { frame } from "./ui/frame.js";

const TOAST_MS = 10_000;

export function createStage(app) {
  let current = null; // {draw(), leave?(), refresh?()}
  let page = "";
  let root = document.getElementById("app");
  let opening = 0;
  let toastTimer = null;
  const load = () => readAgain(app);

  function draw() {
    if (!current) return;
    const screen = current.draw();
    document.title = `${screen.heading ?? page} · Rota Ativa`; // `heading`: only where it names nobody
    render(frame(app, screen), root);
  }

  /** A fresh element for each screen: what was typed on one can't stay in the fields of another. */
  function freshRoot() {
    const fresh = root.cloneNode(false);
    root.replaceWith(fresh);
    root = fresh;
  }

  async function open(screens, route) {
    const turn = (opening += 1);
    current?.leave?.();
    current = null;
    await app.saver.flush();
    await load();
    notePin(app.lock);
    const next = await screens.open(route).catch(brokenScreen);
    if (turn !== opening || !next) return; // overtaken, or sent elsewhere
    current = next;
    if (app.lock === "open") addIcons();
    page = titleOf(route);
    freshRoot();
    try {
      draw();
    } catch (problem) {
      current = brokenScreen(problem);
      freshRoot();
      draw();
    }
    scrollTo(0, 0);
    root.querySelector("h1")?.focus({ preventScroll: true });
  }

  /** Read again and draw. Somebody else signed in meanwhile, or the phone was locked? What was open is not to be seen (F17). */
  async function refresh() {
    const before = `${app.user?.id} ${app.lock}`;
    await load();
    if (`${app.user?.id} ${app.lock}` !== before) return app.router.show().then(fetchDay);
    if (app.lock === "open") await current?.refresh?.();
    return draw();
  }

  /** The day can only be kept where it can be sealed: in an open phone. */
  async function fetchDay() {
    if (app.lock !== "open") return;
    app.fetching = true;
    if (!app.bundle) draw();
    await refreshDay(app.store, app.user);
    app.fetching = false;
    await refresh();
  }

  /** What is on the screen is kept first; after the PIN the same address opens again. */
  async function lock() {
    current?.leave?.();
    current = null;
    await app.saver.flush();
    app.store.vault.lock();
    return app.router.show();
  }

  /** The PIN was right, or is new: the screen that the address names, then what is new. */
  const unlocked = () => app.router.show().then(opened);

  async function opened() {
    app.touched();
    await painted();
    await fetchDay();
    await catchUp(app);
  }

  function notify(text, ...actions) {
    const close = () => {
      app.toast = null;
      draw();
    };
    clearTimeout(toastTimer);
    app.toast = { text, actions: actions.map(({ label, run }) => ({ label, run: () => (close(), run()) })) };
    toastTimer = setTimeout(close, TOAST_MS);
    document.getElementById("live").textContent = text;
    draw();
  }

  /** `data-saving` while something typed is not on disk yet. */
  function noteSaved(state) {
    document.documentElement.toggleAttribute("data-saving", state.phase !== "saved");
    if (state.phase === "saving") return;
    app.saved = state;
    draw();
  }

  return { open, load, refresh, render: draw, fetchDay, lockNow: lock, unlocked, opened, notify, noteSaved };
}
