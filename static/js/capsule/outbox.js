/* Policy of the queue: what is sent, when, and what comes of an answer. Knows no DOM and no database, only what it is given. */
import { isJson, judge, retryAfter } from "./verdicts.js";

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 15 * 60_000;
const SEND_TIMEOUT = 20_000;
const SLOWEST = 0.5; // bytes a millisecond: on 2G a document gets the time that it needs (F25)
const FAR_AHEAD = 24 * 60 * 60_000;
const CUTS_TO_STEP_ASIDE = 3;

/** Full jitter: any moment up to twice as long as last time, at most 15 minutes, at least one second. */
export const waitFor = (tries, random = Math.random) =>
  Math.max(1_000, Math.round(random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries)));

const later = (at, wait) => new Date(at + wait).toISOString();

/** The moment has come; or it is so far ahead that the clock was wrong when it was set (F10). */
export const isDue = (moment, at) => !moment || Date.parse(moment) <= at || Date.parse(moment) > at + FAR_AHEAD;

/** Sealed documents are JWE strings; a plain one is JSON. */
const typeOf = (body) => (body.startsWith("{") ? "application/json" : "application/jose");

async function put(row, { csrf, fetch, hash, timeout, now }) {
  const response = await fetch(`/api/visits/${row.id}/`, {
    method: "PUT",
    body: row.body,
    headers: { "Content-Type": typeOf(row.body), "X-CSRFToken": csrf },
    timeout: timeout + row.body.length / SLOWEST,
  });
  const body = isJson(response) ? await response.json() : null;
  const verdict = judge(response.status, body, row, await hash(row.body));
  return { ...verdict, retryAfter: retryAfter(response.headers.get("Retry-After"), now()) };
}

/** A document on which the connection breaks again and again steps aside, so that the others don't wait behind it. */
async function cut(row, { store }) {
  const cuts = (row.cuts ?? 0) + 1;
  await store.updateQueued(row.id, { cuts });
  return cuts >= CUTS_TO_STEP_ASIDE ? { fate: "retry", because: "network" } : { fate: "pause", because: "network" };
}

/** Send one row and write down what came of it. */
async function sendOne(row, tools) {
  const { store, now, random, release } = tools;
  const verdict = await put(row, tools).catch(() => cut(row, tools));
  if (verdict.fate === "received") await store.receive(row.id, verdict.receipt);
  if (verdict.fate === "attention") {
    await store.updateQueued(row.id, { state: "attention", problem: verdict.problem, refusedBy: release });
  }
  if (verdict.fate === "retry") {
    const tries = (row.tries ?? 0) + 1;
    const wait = Math.max(verdict.retryAfter ?? 0, waitFor(tries, random));
    await store.updateQueued(row.id, { tries, nextTryAt: later(now(), wait) });
  }
  return verdict;
}

/** Nobody answers, or asks us to wait: everything waits together, and the next try survives a restart. */
async function pause({ store, now, random }, because, asked = 0) {
  const tries = ((await store.meta("pause"))?.tries ?? 0) + 1;
  const until = later(now(), Math.max(asked, waitFor(tries, random)));
  await store.setMeta("pause", { tries, until, because });
  return { sent: 0, stoppedBy: because };
}

async function dueRows({ store, now, force }) {
  const owner = await store.meta("user");
  const rows = (await store.queue(owner?.id ?? "")).filter((row) => row.state === "device");
  if (force) return rows;
  const paused = await store.meta("pause");
  return isDue(paused?.until, now()) ? rows.filter((row) => isDue(row.nextTryAt, now())) : [];
}

/** One after the other, oldest first; `onSending(id, {done, total})` before each, so that the screen can count. */
async function sendAll(rows, tools) {
  let sent = 0;
  for (const [done, row] of rows.entries()) {
    tools.onSending(row.id, { done, total: rows.length });
    const verdict = await sendOne(row, tools);
    if (verdict.fate === "login") return { sent, stoppedBy: "login" };
    if (verdict.fate === "pause") return { ...(await pause(tools, verdict.because, verdict.retryAfter)), sent };
    if (verdict.fate === "received") sent += 1;
  }
  await tools.store.setMeta("pause", null);
  return { sent, stoppedBy: "" };
}

/** Send what the signed-in author has waiting, oldest first. Another author's rows stay where they are (F17). */
export async function drain(given) {
  const tools = { now: Date.now, random: Math.random, timeout: SEND_TIMEOUT, onSending: () => {}, ...given };
  const rows = await dueRows(tools);
  if (!rows.length) return { sent: 0, stoppedBy: "" };
  const who = await tools.session();
  if (!who) return pause(tools, "network");
  if (!who.user) return { sent: 0, stoppedBy: "login" };
  const mine = rows.filter(({ userId }) => userId === who.user.id);
  return sendAll(mine, { ...tools, csrf: who.csrf, release: who.release ?? "" }).finally(() => tools.onSending("", null));
}

/** A new release of the server may take what an older one refused: each such row is tried once more (F16). */
export async function retryRefused(store, userId, release) {
  const refused = (await store.queue(userId)).filter((row) => row.state === "attention" && (row.refusedBy ?? "") !== release);
  for (const { id } of refused) await store.updateQueued(id, { state: "device", tries: 0, nextTryAt: "", refusedBy: release });
  return refused.length;
}

/** When to wake up next, in milliseconds, or null when nothing waits. */
export function nextWake(rows, paused, at) {
  const wait = (moment) => (isDue(moment, at) ? 0 : Date.parse(moment) - at);
  const waits = rows.filter((row) => row.state === "device").map((row) => wait(row.nextTryAt));
  return waits.length ? Math.max(Math.min(...waits), wait(paused?.until)) : null;
}
