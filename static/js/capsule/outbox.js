/* Policy of the queue: what is sent, when, and what an answer means. Knows no DOM and no database, only what it is given. */

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 15 * 60_000;
const SEND_TIMEOUT = 20_000;
const ASK_A_PERSON = new Set([400, 409, 413, 415, 422]);

/** Full jitter: any moment up to twice as long as last time, at most 15 minutes, at least one second. */
export const waitFor = (tries, random = Math.random) =>
  Math.max(1_000, Math.round(random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries)));

/** Somebody else on the network may answer in the server's place (F23): only a receipt for these bytes counts. */
export function isReceiptFor(row, digest, receipt) {
  return receipt?.id === row.id && receipt.sha256 === digest && typeof receipt.received_at === "string";
}

/** What an answer means for a queued row: received | login | attention | retry (this row) | pause (all of them). */
export function judge(status, body, row, digest) {
  if (status === 200 || status === 201) {
    return isReceiptFor(row, digest, body) ? { fate: "received", receipt: body } : { fate: "pause", because: "portal" };
  }
  if (status === 401 || status === 403) return { fate: "login", because: body?.error ?? "login" };
  if (body?.error === "cut_off") return { fate: "retry", because: "server" }; // arrived by half: send again
  if (ASK_A_PERSON.has(status) && body?.error) {
    return { fate: "attention", problem: body.message || "Precisa de conferência." };
  }
  if (status === 429 || status === 502 || status === 503 || status === 504) return { fate: "pause", because: "busy" };
  return { fate: "retry", because: "server" };
}

async function put(row, { csrf, fetch, hash, timeout }) {
  const response = await fetch(`/api/visits/${row.id}/`, {
    method: "PUT",
    body: row.body,
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, Accept: "application/json" },
    credentials: "same-origin",
    redirect: "error",
    cache: "no-store",
    signal: AbortSignal.timeout(timeout),
  });
  const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
  const body = isJson ? await response.json() : null;
  const verdict = judge(response.status, body, row, await hash(row.body));
  return { ...verdict, retryAfter: Number(response.headers.get("Retry-After")) * 1000 || 0 };
}

/** Send one row and write down what came of it. */
async function sendOne(row, tools) {
  const { store, now, random } = tools;
  const verdict = await put(row, tools).catch(() => ({ fate: "pause", because: "network" }));
  if (verdict.fate === "received") await store.receive(row.id, verdict.receipt);
  if (verdict.fate === "attention") {
    await store.updateQueued(row.id, { state: "attention", problem: verdict.problem });
  }
  if (verdict.fate === "retry") {
    const tries = (row.tries ?? 0) + 1;
    await store.updateQueued(row.id, { tries, nextTryAt: later(now(), waitFor(tries, random)) });
  }
  return verdict;
}

const later = (at, wait) => new Date(at + wait).toISOString();
const FAR_AHEAD = 24 * 60 * 60_000;

/** The moment has come; or it is so far ahead that the clock was wrong when it was set (F10). */
const isDue = (moment, at) => !moment || Date.parse(moment) <= at || Date.parse(moment) > at + FAR_AHEAD;

/** Nobody answers, or asks us to wait: everything waits together, and the next try survives a restart. */
async function pause({ store, now, random }, because, retryAfter = 0) {
  const tries = ((await store.meta("pause"))?.tries ?? 0) + 1;
  const until = later(now(), Math.max(retryAfter, waitFor(tries, random)));
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

/** Send what the signed-in author has waiting, oldest first. Another author's rows stay where they are (F17). */
export async function drain(given) {
  const tools = { now: Date.now, random: Math.random, timeout: SEND_TIMEOUT, onSending: () => {}, ...given };
  const rows = await dueRows(tools);
  if (!rows.length) return { sent: 0, stoppedBy: "" };
  const who = await tools.session();
  if (!who) return pause(tools, "network");
  if (!who.user) return { sent: 0, stoppedBy: "login" };
  let sent = 0;
  for (const row of rows.filter(({ userId }) => userId === who.user.id)) {
    tools.onSending(row.id);
    const verdict = await sendOne(row, { ...tools, csrf: who.csrf });
    tools.onSending("");
    if (verdict.fate === "login") return { sent, stoppedBy: "login" };
    if (verdict.fate === "pause") return { ...(await pause(tools, verdict.because, verdict.retryAfter)), sent };
    if (verdict.fate === "received") sent += 1;
  }
  await tools.store.setMeta("pause", null);
  return { sent, stoppedBy: "" };
}

/** When to wake up next, in milliseconds, or null when nothing waits. */
export function nextWake(rows, paused, at) {
  const wait = (moment) => (isDue(moment, at) ? 0 : Date.parse(moment) - at);
  const waits = rows.filter((row) => row.state === "device").map((row) => wait(row.nextTryAt));
  return waits.length ? Math.max(Math.min(...waits), wait(paused?.until)) : null;
}
