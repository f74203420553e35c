/* What the phone believes to be sent, compared with what the server says it has. The same bytes sent twice are harmless;
   bytes that nobody has any more are not. */
import { requeuePhotos } from "./photos/keeping.js";

const DAY = 86_400_000;
const KNOWN_DAYS = 29; // the server lists a month; its last day is left out, clocks differ
const KEEP_DAYS = 30;
const KEEP_TROUBLED_DAYS = 90;
const MOST_TIMES = 2;

const age = (row, now) => now - Date.parse(row.receivedAt);

/** Sent visits that are old are counted and let go of; the agent's sum stays right (I8). */
async function forgetOld(store, userId, now) {
  const days = ({ state }) => (state === "attention" ? KEEP_TROUBLED_DAYS : KEEP_DAYS);
  const old = (await store.sent(userId)).filter((row) => age(row, Date.parse(now)) > days(row) * DAY);
  if (old.length) await store.forgetSent(userId, old.map(({ id }) => id));
}

/** A server restored from a backup starts a new epoch: what it may have lost is sent again. Each person of a shared
    phone is told apart: who comes back later has not been asked yet. */
export async function noticeRestore(store, { user, epoch, now }) {
  await forgetOld(store, user.id, now);
  const key = `epoch:${user.id}`;
  const known = await store.meta(key);
  if (known && known !== epoch) {
    await store.requeue(await store.sent(user.id));
    await requeuePhotos(store, user.id);
  }
  if (known !== epoch) await store.setMeta(key, epoch);
}

/** Visits with a receipt that the server does not know of are queued again, twice at most (F58). `sent`: the rows from
    before it was asked. Answers how many. */
export async function requeueUnknown(store, sent, visits, now) {
  const isMissing = (row) => !visits[row.id] && age(row, now) < KNOWN_DAYS * DAY && (row.missed ?? 0) < MOST_TIMES;
  const missing = sent.filter(isMissing);
  if (missing.length) await store.requeue(missing.map((row) => ({ ...row, missed: (row.missed ?? 0) + 1 })));
  return missing.length;
}

/** What became of the others, written down where it changed. Answers how many changed. */
export async function noteStates(store, sent, visits) {
  const isNews = ({ id, state, problem }) => visits[id] && (visits[id].state !== state || visits[id].problem !== problem);
  const changed = sent.filter(isNews);
  for (const { id } of changed) await store.updateSent(id, visits[id]);
  return changed.length;
}
