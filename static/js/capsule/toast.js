/* What was just done, said for a moment at the foot of the screen and to whoever listens to it, with a way to undo it. */

const TOAST_MS = 10_000;

/** {notify(text, ...{label, run}), hush()}; the frame shows `app.toast`. */
export function createToast(app, draw) {
  const live = document.getElementById("live");
  let timer = null;

  /** It is over, with what it offered. */
  function hush() {
    clearTimeout(timer);
    app.toast = null;
    live.textContent = "";
  }

  const close = () => {
    hush();
    draw();
  };

  function notify(text, ...actions) {
    hush();
    app.toast = { text, actions: actions.map(({ label, run }) => ({ label, run: () => (close(), run()) })) };
    timer = setTimeout(close, TOAST_MS);
    live.textContent = text;
    draw();
  }

  return { notify, hush };
}
