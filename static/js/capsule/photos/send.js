/* Photos on their way: after the visits, in small pieces, going on where the last try ended. Knows no DOM and no database,
   only what it is given. A photo never holds a visit up. */
import { isDue, waitFor } from "../outbox.js";
import { mayUse } from "./keeping.js";

const PIECE = 96 * 1024;
const TIMEOUT = 30_000;
const MOST_BAD = 3; // the server has read other bytes than ours so many times: a person looks at it

async function ask(row, method, { csrf, request }, body, range) {
  const piece = body && { "Content-Type": "application/octet-stream", "Content-Range": range };
  const response = await request(`/api/blobs/${row.sha256}/`, { method, body, timeout: TIMEOUT, headers: { "X-CSRFToken": csrf, ...piece } });
  return { status: response.status, offset: Number(response.headers.get("Upload-Offset")) || 0, isWhole: response.headers.get("Upload-Complete") === "?1" };
}

/** What an answer means: {offset} go on from there | {end} what became of the photo. */
function judge({ status, offset, isWhole }, total) {
  if (status === 201 || isWhole) return { end: "sent" };
  if (offset >= total) return { end: "mangled" }; // as long as ours, and not ours
  if (status === 404) return { offset: 0 };
  if (status === 200 || status === 202 || status === 409) return { offset: Math.min(offset, total) };
  if (status === 422) return { end: "mangled" };
  if (status === 413) return { end: "refused" };
  return { end: status === 401 || status === 403 ? "login" : "pause" };
}

/** At a second try ask first how much has arrived; then send the rest piece by piece. */
async function sendOne(row, tools) {
  const total = row.blob.byteLength;
  let verdict = row.offset || row.tries ? judge(await ask(row, "HEAD", tools), total) : { offset: 0 };
  for (let round = 0; verdict.offset !== undefined && round <= Math.ceil(total / PIECE) + 2; round += 1) {
    const from = verdict.offset;
    const piece = row.blob.subarray(from, Math.min(from + PIECE, total));
    verdict = judge(await ask(row, "PUT", tools, piece, `bytes ${from}-${from + piece.byteLength - 1}/${total}`), total);
    if (verdict.offset !== undefined) await tools.note(row.id, { offset: verdict.offset });
  }
  return verdict.end ?? "pause";
}

/** What is written down of each end. A photo that the server reads wrongly starts again from nothing. */
function changesFor(end, row, { now, random }) {
  if (end === "sent") return { state: "sent", offset: row.bytes, nextTryAt: "", sentAt: new Date(now()).toISOString() };
  if (end === "refused") return { state: "attention", problem: "O servidor não aceitou esta foto." };
  const tries = (row.tries ?? 0) + 1;
  const bad = (row.bad ?? 0) + (end === "mangled" ? 1 : 0);
  if (bad >= MOST_BAD) return { state: "attention", bad, problem: "A foto não chegou inteira. Avise a gestão: a visita está guardada." };
  return { tries, bad, ...(end === "mangled" && { offset: 0 }), nextTryAt: new Date(now() + waitFor(tries, random)).toISOString() };
}

/** Send what waits of this person, oldest first. `request` is net.js's; answers `{sent, stoppedBy}`. Works while the phone
    is locked: what is sent can't be read here. `onProgress()` after each piece. */
export async function sendPhotos({ store, userId, csrf, request, onlyWifi = false, connection, force = false, onProgress = () => {}, ...given }) {
  if (!force && !mayUse(connection, onlyWifi)) return { sent: 0, stoppedBy: "wifi" };
  const note = async (id, changes) => {
    await store.updatePhoto(id, changes);
    onProgress();
  };
  const tools = { now: Date.now, random: Math.random, ...given, request, csrf, note };
  const waiting = (await store.photos(userId)).filter(({ state }) => state === "waiting").sort((a, b) => a.id.localeCompare(b.id));
  let sent = 0;
  for (const { id } of waiting.filter((row) => force || isDue(row.nextTryAt, tools.now()))) {
    const row = await store.photo(id);
    if (row?.state !== "waiting") continue; // another tab was faster
    const end = await sendOne(row, tools).catch(() => "pause");
    if (end === "login") return { sent, stoppedBy: "login" };
    await note(id, changesFor(end, row, tools));
    if (end === "pause") return { sent, stoppedBy: "network" };
    sent += end === "sent" ? 1 : 0;
  }
  return { sent, stoppedBy: "" };
}
