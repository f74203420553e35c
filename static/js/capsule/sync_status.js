/* What is being sent right now, the same in every tab. When the tab that sends is closed, no other goes on saying "Enviando". */

const CHANNEL = "rota-ativa-envios";
export const SENDER = "rota-ativa-envio"; // the lock of the one tab that sends

const IDLE = { isTrying: false, sending: "", progress: null };

/** Run now; asked again meanwhile, once more afterwards. */
function coalesced(run) {
  let running = null;
  let again = false;
  return function ask() {
    again = Boolean(running);
    running ??= Promise.resolve(run()).catch(() => {}).finally(() => {
      running = null;
      if (again) ask();
    });
    return running;
  };
}

/** `onFree`: the sender of another tab is done or gone, and what waits is this tab's business again. */
export function createStatus(onChange, onFree) {
  const channel = new BroadcastChannel(CHANNEL);
  const status = { ...IDLE, since: 0, stoppedBy: "", nextAt: 0 };
  const tell = coalesced(onChange);
  let isWatching = false;

  async function watchSender() {
    if (isWatching) return;
    isWatching = true;
    await navigator.locks.request(SENDER, () => {}); // ours when the other lets go of it, or dies
    isWatching = false;
    Object.assign(status, IDLE);
    tell();
    onFree();
  }

  channel.onmessage = ({ data }) => {
    Object.assign(status, data);
    tell();
    if (status.isTrying) watchSender();
  };

  function set(changes) {
    Object.assign(status, changes);
    const { nextAt, ...shared } = status;
    channel.postMessage(shared);
    return tell();
  }

  return { status, set, idle: () => set(IDLE) };
}
