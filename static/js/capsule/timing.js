/* How long each section and question was on the screen, in whole seconds; a hidden page doesn't count. */

export function createStopwatch(now = () => performance.now()) {
  let since = null;
  let spent = 0;
  const pause = () => {
    if (since !== null) spent += now() - since;
    since = null;
  };
  const resume = () => (since ??= now());
  return {
    start: () => {
      spent = 0;
      since = now();
    },
    pause,
    resume,
    /** Seconds since `start`, and stop. */
    stop: () => {
      pause();
      const seconds = Math.round(spent / 1000);
      spent = 0;
      return seconds;
    },
  };
}
