/* When to send and when to ask: the outbox's policy wired to this page. One round at a time, over all tabs: session →
   visits, oldest first → photos → report of this phone → what became of the visits. */
import { correctedNow } from "./clock.js";
import { reportDevice } from "./device.js";
import { getJson, request, sawPortal } from "./net.js";
import { drain, nextWake, retryRefused } from "./outbox.js";
import { noteStates, noticeRestore, requeueUnknown } from "./reconcile.js";
import { finishLeaving, leave, refreshSession } from "./session.js";
import { createStatus, SENDER } from "./sync_status.js";
import { keepUsage } from "./usage.js";
import { sha256, utf8 } from "./vault/bytes.js";

const CONTACT_EVERY = 5 * 60_000;
const FIRST_ASK = 1_000;
const LONGEST_ASK = 5 * 60_000;

const once = (ask, answer = null) => () => (answer ??= ask());

/** `extras`: what else goes out in a round, after the visits: functions of (session, {isAsked, sent: how many visits went}). `isMore`: some of it waits. */
export function createSync({ store, onChange, extras = [], isMore = async () => false }) {
  const { status, set, idle } = createStatus(onChange, () => schedule());
  let timer = null;
  let [asking, askWait] = [null, FIRST_ASK];
  let [asks, newest] = [0, 0];
  let contactAt = 0;

  async function session() {
    if (!(await finishLeaving(store))) return null;
    const before = await store.meta("user");
    const answer = await refreshSession(store);
    if (answer?.user && answer.user.id !== before?.id) set({}); // other tabs show somebody else's day (F17)
    if (!answer?.user) return answer;
    contactAt = Date.now();
    await noticeRestore(store, answer);
    if (answer.release) await retryRefused(store, answer.user.id, answer.release);
    return answer;
  }

  const queue = async () => store.queue((await store.meta("user"))?.id ?? "");
  const wake = async () => nextWake(await queue(), await store.meta("pause"), Date.now());

  async function round(force, isAsked) {
    const who = once(session);
    const onSending = (sending, progress) => set({ sending, progress });
    const { sent, stoppedBy } = await drain({ store, session: who, fetch: request, hash: (body) => sha256(utf8(body)), force, onSending });
    if (sent) await store.setMeta(`lastSent:${(await store.meta("user"))?.id}`, new Date().toISOString());
    set({ stoppedBy: stoppedBy === "network" && sawPortal() ? "portal" : stoppedBy });
    if (["network", "portal", "busy"].includes(stoppedBy)) return;
    const answer = await who();
    if (!answer?.user) return;
    for (const extra of extras) await extra(answer, { isAsked, sent }).catch(console.error); // a full phone reports and asks, too
    await reportDevice(store, answer);
    if (answer.revoked) return signOut(answer.user);
    if (sent) askWait = FIRST_ASK;
    await askStates();
  }

  /** Revoked: what could be read is gone already, what was sealed has been sent; the person leaves (F18). */
  async function signOut(user) {
    const isWaiting = (await store.queue(user.id)).some(({ state }) => state === "device");
    if (!isWaiting) await leave(store, user);
    return onChange();
  }

  async function run(force, isAsked) {
    const isDue = (await wake()) === 0;
    const isLoss = await store.meta("lost"); // an emptied phone is told at once (F05)
    if (!force && !isDue && !isLoss && Date.now() - contactAt < CONTACT_EVERY) return;
    set({ isTrying: true, sending: "", progress: null, since: Date.now() });
    await round(force, isAsked).finally(idle);
    await keepUsage(store);
  }

  /** Send now what is due (`force`: everything; `isAsked`: somebody tapped, so over any network, and after a round that is under way). Another tab at it already? Then it does the work. */
  const send = (force = false, isAsked = false) =>
    navigator.locks.request(SENDER, { ifAvailable: !isAsked }, (lock) => (lock ? run(force, isAsked) : undefined)).finally(schedule);

  /** The next try, told honestly: none is set while nobody looks or there is no internet to try with. */
  async function schedule() {
    clearTimeout(timer);
    const wait = status.stoppedBy === "login" || document.hidden || !navigator.onLine ? null : ((await wake()) ?? ((await isMore()) ? CONTACT_EVERY : null));
    status.nextAt = wait === null ? 0 : Date.now() + wait;
    if (wait !== null) timer = setTimeout(() => send(), Math.min(wait + 50, 2 ** 31 - 1));
  }

  /** What became of the visits that the server has; what it does not know any more goes again (F58). */
  async function askStates() {
    clearTimeout(asking);
    const mine = (asks += 1);
    const user = await store.meta("user");
    const sent = await store.sent(user?.id ?? "");
    if (!sent.length || !navigator.onLine || document.hidden) return undefined;
    const isOpen = sent.some(({ state }) => state === "received");
    const visits = (await getJson("/api/states/"))?.visits;
    if (!visits) return askLater(false, isOpen); // nobody answered: once more, later
    if (mine < newest) return undefined; // overtaken by a newer answer: no state goes backwards (I5)
    newest = mine;
    const changed = await noteStates(store, sent, visits);
    const missing = await requeueUnknown(store, sent, visits, correctedNow().getTime());
    if (changed || missing) await onChange();
    if (missing) schedule();
    return askLater(changed > 0, isOpen);
  }

  /** Only while something is on its way and somebody looks; less and less often when there is no news. */
  function askLater(hasNews, isOpen) {
    askWait = hasNews ? FIRST_ASK : Math.min(askWait * 2, LONGEST_ASK);
    if (isOpen) asking = setTimeout(askStates, askWait);
  }

  function watch() {
    addEventListener("online", () => send(true));
    addEventListener("offline", schedule);
    addEventListener("pageshow", ({ persisted }) => persisted && send());
    document.addEventListener("visibilitychange", () => (document.hidden ? schedule() : send()));
  }

  return { status, send, askStates, watch, session, schedule, tellTabs: () => set({}) };
}
