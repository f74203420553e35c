/* What is on the screen now: opening a screen, drawing it again, and the few things all screens share. */
import { render } from "../../vendor/lit-html.js";
import { notePin } from "./autolock.js";
import { brokenScreen } from "./broken.js";
import { refreshDay } from "./day.js";
import { addIcons } from "./painted.js";
import { readAgain } from "./reading.js";
import { titleOf } from "./titles.js";
import { createToast } from "./toast.js";
import { frame } from "./ui/frame.js";

/** A screen is {draw(), refresh?(), leave?()}: `draw` answers what the frame shows (ui/frame.js), `refresh` reads again what the
    screen alone knows, `leave` ends what it has begun. */
export function createStage(app) {
  let current = null;
  let page = "";
  let root = document.getElementById("app");
  let opening = 0;
  const { notify, hush } = createToast(app, draw);
  const load = () => readAgain(app);

  function draw() {
    if (!current) return;
    const screen = current.draw();
    document.title = `${screen.heading ?? page} · Rota Ativa`; // `heading`: only where it names nobody
    render(frame(app, screen), root);
  }

  /** Drawn as a new one: from its top, and with the focus on its question. */
  function drawAnew() {
    draw();
    scrollTo(0, 0);
    root.querySelector("h1")?.focus({ preventScroll: true });
  }

  /** What is open stops listening and counting. */
  function leave() {
    current?.leave?.();
    current = null;
  }

  /** A fresh element for each screen: what was typed on one can't stay in the fields of another. */
  function freshRoot() {
    const fresh = root.cloneNode(false);
    root.replaceWith(fresh);
    root = fresh;
  }

  async function open(screens, route) {
    const turn = (opening += 1);
    leave();
    await app.saver.flush();
    await load();
    notePin(app.lock);
    if (app.lock !== "open") hush(); // it may name somebody
    const next = await screens.open(route).catch(brokenScreen);
    if (turn !== opening) return void next?.leave?.(); // overtaken: nobody would ever stop what it has begun
    if (!next) return; // sent elsewhere
    current = next;
    if (app.lock === "open") addIcons();
    page = titleOf(route);
    freshRoot();
    try {
      drawAnew();
    } catch (problem) {
      leave();
      current = brokenScreen(problem);
      freshRoot();
      drawAnew();
    }
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

  /** `data-saving` while something typed is not on disk yet. */
  function noteSaved(state) {
    document.documentElement.toggleAttribute("data-saving", state.phase !== "saved");
    if (state.phase === "saving") return;
    app.saved = state;
    draw();
  }

  return { open, load, refresh, render: draw, drawAnew, leaveScreen: leave, fetchDay, notify, hush, noteSaved };
}
