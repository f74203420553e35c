/* This phone: its own id, its zone, its version, and what it tells the server of its queue. */
import { newId } from "./ids.js";
import { identify, request } from "./net.js";

const REPORT_EVERY = 60 * 60_000;

export const appVersion = () => document.querySelector('meta[name="app-version"]')?.content ?? "";
export const timezone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/* How many visits were concluded here, beside the database too: one that comes back with fewer has forgotten some. A number,
   nothing else; without it nobody would know before the internet is back, and of a part that is gone never (F05, F06). */
const CONCLUDED = "concluidas";
export const noteConcluded = (count) => globalThis.localStorage?.setItem(CONCLUDED, count);

async function noticeGap(store, here) {
  const counted = Number(globalThis.localStorage?.getItem(CONCLUDED)) || 0;
  if (here >= counted || ((await store.meta("sequence")) ?? 0) >= counted) return; // another tab concluded one just now
  await store.setMeta("lostNote", true);
  noteConcluded(here); // said once
}

/** The phone's id; from the first call on, every request carries it. */
export async function deviceId(store) {
  const [known, concluded] = await Promise.all([store.meta("device"), store.meta("sequence")]);
  await noticeGap(store, concluded ?? 0);
  const id = known ?? newId();
  if (!known) await store.setMeta("device", id);
  identify(id);
  return id;
}

/** Ask the browser not to clear our data, and remember what it said. */
export async function askToKeep(store) {
  if (!navigator.storage?.persist) return store.setMeta("isKept", null); // it cannot be asked
  const isKept = (await navigator.storage.persisted()) || (await navigator.storage.persist());
  return store.setMeta("isKept", isKept);
}

/** What a manager may know of this phone: how much waits here since when, and how sure its store is. */
async function reportOf(store, userId) {
  const queue = await store.queue(userId);
  const finished = queue.map(({ finishedAt }) => finishedAt).sort();
  return {
    id: await deviceId(store),
    unsent: queue.length,
    app_version: appVersion(),
    sequence: (await store.meta("sequence")) ?? 0,
    oldest_unsent_at: finished[0] ?? null,
    is_kept: (await store.meta("isKept")) ?? null,
    lost: (await store.meta("lost")) ?? null,
  };
}

let told = { what: "", at: 0 };

/** Tell the server when something changed, or once an hour. Nothing depends on the answer but the word of a lost store. */
export async function reportDevice(store, { csrf, user }) {
  const body = JSON.stringify(await reportOf(store, user.id));
  if (body === told.what && Date.now() - told.at < REPORT_EVERY) return;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  const answer = await request("/api/device/", { method: "PUT", headers, body, timeout: 10_000 }).catch(() => null);
  if (!answer?.ok) return;
  told = { what: body, at: Date.now() };
  if (JSON.parse(body).lost) await store.setMeta("lost", null);
}
