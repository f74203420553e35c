/* The rescue file: what this phone could not send, sealed as it lies here, to be saved or handed on when the phone is
   failing. Only the server can open it; it works while the phone is locked, and its name tells nothing of anybody. */
import { appVersion, deviceId } from "./device.js";
import { download } from "./download.js";
import { hour, isoDay } from "./format.js";
import { offer } from "./share/give.js";
import { toBase64Url } from "./vault/bytes.js";
import { sealFor } from "./vault/jwe.js";

export const FORMAT = "rota-ativa-resgate";
const MOST_PHOTO_BYTES = 20_000_000; // a file that can still be sent by a messenger

/** A visit of the queue, as the server takes it back. */
export const visitOf = ({ id, userId, sequence, finishedAt, body }) => ({ id, user: userId, sequence, finished_at: finishedAt, body });

/** Open drafts, sealed to the server's key as they are now; none while the phone is locked or the key is not known. */
async function sealedDrafts(store, userId) {
  const key = await store.meta("sealKey");
  if (!key || !userId || (await store.vault.stateOf(userId)) !== "open") return [];
  const drafts = await store.drafts(userId);
  const sealed = (draft) => sealFor(key, JSON.stringify(draft), { id: draft.id });
  return Promise.all(drafts.map(async (draft) => ({ id: draft.id, user: userId, body: await sealed(draft) })));
}

const padded = (text) => text + "=".repeat((4 - (text.length % 4)) % 4);

/** Photos that wait, as they lie here (their keys are inside the visits), as long as the file stays small enough. */
async function sealedPhotos(store) {
  let left = MOST_PHOTO_BYTES;
  const fits = ({ state, bytes }) => state !== "sent" && state !== "draft" && state !== "removed" && (left -= bytes) >= 0;
  const photos = (await store.everyPhoto()).sort((a, b) => a.id.localeCompare(b.id)).filter(fits);
  return photos.map(({ visitId, sha256, blob }) => ({ visit_id: visitId, sha256, blob: padded(toBase64Url(blob)) }));
}

/** Everything of everybody that waits on this phone: whoever holds the file can read none of it. */
export async function rescueOf(store, userId, at = new Date()) {
  return {
    format: FORMAT,
    version: 1,
    made_at: at.toISOString(),
    device_id: await deviceId(store),
    user_id: userId || null,
    app_version: appVersion(),
    visits: (await store.everyQueued()).map(visitOf),
    drafts: await sealedDrafts(store, userId),
    photos: await sealedPhotos(store),
  };
}

/** "rota-ativa-copia-2026-11-22-0710.json" */
export const rescueName = (at) => `rota-ativa-copia-${isoDay(at)}-${hour(at).replace(":", "")}.json`;

/** Browsers share few kinds of files; plain text is one of them everywhere. */
function shareable(text, name) {
  const files = [fileOf(text, name), new File([text], `${name}.txt`, { type: "text/plain" })];
  return files.find((file) => navigator.canShare?.({ files: [file] }));
}

const fileOf = (text, name) => new File([text], name, { type: "application/json" });

/** A copy into the phone's downloads. */
export const saveCopy = (text, at) => download(fileOf(text, rescueName(at)));

const HOW = { shared: "shared", closed: "given up", no: "saved" };

/** Share it where the phone can, else save it. Answers {visits, drafts, how: "shared" | "saved" | "given up"}. */
export async function rescue(store, userId, at = new Date()) {
  const content = await rescueOf(store, userId, at);
  const counts = { visits: content.visits.length, drafts: content.drafts.length };
  const text = JSON.stringify(content);
  const file = shareable(text, rescueName(at));
  const how = HOW[file ? await offer({ files: [file] }) : "no"];
  if (how === "saved") saveCopy(text, at);
  if (how !== "given up") await store.setMeta("rescued", { at: at.toISOString(), ...counts });
  return { ...counts, how };
}
