/* When to send and when to ask: the outbox's policy wired to this page. One sender at a time, over all tabs. */
import { reportDevice } from "./device.js";
import { sha256 } from "./ids.js";
import { getJson, noteRequest, sawPortal } from "./net.js";
import { drain, nextWake } from "./outbox.js";
import { finishLeaving, refreshSession } from "./session.js";

const ASK_STATES_EVERY = 20_000;
const KEEP_BODY_DAYS = 7;
const DAY = 86_400_000;

export function createSync({ store, onChange }) {
  const channel = new BroadcastChannel("rota-ativa-envios");
  const status = { sending: "", isTrying: false, stoppedBy: "", askedAt: 0 };
  let timer = null;

  const tell = () => {
    onChange();
    channel.postMessage({ sending: status.sending, isTrying: status.isTrying });
  };
  channel.onmessage = ({ data }) => {
    Object.assign(status, data);
    onChange();
  };

  async function session() {
    if (!(await finishLeaving(store))) return null;
    const answer = await refreshSession(store);
    if (answer?.user) await noticeRestore(store, answer);
    return answer;
  }

  async function noted(path, options) {
    const response = await fetch(path, options).catch((problem) => {
      noteRequest(false);
      throw problem;
    });
    noteRequest(true);
    return response;
  }

  function onSending(id) {
    status.sending = id;
    tell();
  }

  async function run(force) {
    Object.assign(status, { isTrying: true, sending: "" });
    tell(); // nobody may answer for a while, and the screen says so at once (F20)
    const outcome = await drain({ store, session, fetch: noted, hash: sha256, force, onSending }).finally(() => (status.isTrying = false));
    status.stoppedBy = outcome.stoppedBy === "network" && sawPortal() ? "portal" : outcome.stoppedBy;
    if (outcome.sent) await store.setMeta(`lastSent:${(await store.meta("user"))?.id}`, new Date().toISOString());
    if (outcome.sent) await tellOfPhone();
    tell();
    schedule();
    if (outcome.sent) askSoon();
  }

  async function tellOfPhone() {
    const answer = await session();
    if (answer?.user) await reportDevice(store, answer.csrf, (await store.queue(answer.user.id)).length);
  }

  /** Send now what is due (`force`: everything). Another tab at it already? Then it does the work. */
  const send = (force = false) =>
    navigator.locks.request("rota-ativa-envio", { ifAvailable: true }, (lock) => (lock ? run(force) : undefined));

  async function schedule() {
    clearTimeout(timer);
    const user = await store.meta("user");
    const wake = nextWake(await store.queue(user?.id ?? ""), await store.meta("pause"), Date.now());
    if (wake !== null && status.stoppedBy !== "login") timer = setTimeout(send, Math.min(wake + 50, 2 ** 31 - 1));
  }

  /** What became of the visits that the server has: asked only while open, online, and something is still on its way. */
  async function askStates(force = false) {
    const user = await store.meta("user");
    const open = (await store.sent(user?.id ?? "")).filter(({ state }) => state !== "registered");
    const isTime = force || Date.now() - status.askedAt > ASK_STATES_EVERY - 1_000;
    if (!open.length || !navigator.onLine || document.hidden || !isTime) return;
    status.askedAt = Date.now();
    const answer = await getJson("/api/states/");
    for (const { id, state, problem } of open) {
      const news = answer?.visits?.[id];
      if (news && (news.state !== state || news.problem !== problem)) await store.updateSent(id, news);
    }
    onChange();
  }

  const askSoon = () => [1_500, 4_000, 9_000].forEach((wait) => setTimeout(askStates, wait, true));

  function watch() {
    addEventListener("online", () => send(true).then(() => askStates(true)));
    addEventListener("pageshow", () => send());
    document.addEventListener("visibilitychange", () => document.hidden || send().then(() => askStates()));
    setInterval(askStates, ASK_STATES_EVERY);
  }

  return { status, send, askStates, watch, session, schedule };
}

/** A server restored from a backup starts a new epoch: what it may have lost is sent again (same bytes, harmless). */
async function noticeRestore(store, { user, epoch, now }) {
  const known = await store.meta("epoch");
  const sent = await store.sent(user.id);
  const old = sent.filter(({ receivedAt }) => Date.parse(now) - Date.parse(receivedAt) > KEEP_BODY_DAYS * DAY);
  if (old.length) await store.forgetSent(old.map(({ id }) => id));
  if (known && known !== epoch) await store.requeue(sent.filter((row) => !old.includes(row)));
  if (known !== epoch) await store.setMeta("epoch", epoch);
}
