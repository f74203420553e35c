/* The photos of a visit on this phone: taken, shown again, taken out and put back; released to be sent when the visit is
   finished. The draft holds each photo's key, the store its ciphertext. */
import { photosOf } from "../draft.js";
import { newId } from "../ids.js";
import { PhotoProblem } from "./problem.js";
import { seal, unseal } from "./seal.js";
import { shrink } from "./shrink.js";

export const MOST = 4;
const KEEP_SENT = 3 * 86_400_000; // a server restored from a backup may ask again

/** Make it small, seal it, keep it. Throws a PhotoProblem, or the database's own when there is no room. */
export async function addPhoto({ app, draft, change }, file, what) {
  if (photosOf(draft).length >= MOST) throw new PhotoProblem("limit");
  const { blob, ...opens } = await seal(await shrink(file));
  const id = newId();
  await app.store.addPhoto({
    id, userId: draft.userId, visitId: draft.id, sha256: opens.sha256, blob, bytes: opens.bytes, state: "draft", offset: 0, tries: 0, nextTryAt: "", problem: "",
  });
  change({ [`photos.${id}`]: { ...opens, what, taken_at: new Date().toISOString() } });
  await app.saver.flush();
}

/** Out of the visit; the ciphertext stays until the visit is finished, so that Desfazer can bring it back. */
export async function removePhoto({ app, change }, { id }) {
  change({ [`photos.${id}`]: undefined });
  await app.store.updatePhoto(id, { state: "removed" });
}

export async function putPhotoBack({ app, change }, { id, ...photo }) {
  change({ [`photos.${id}`]: photo });
  await app.store.updatePhoto(id, { state: "draft" });
  await app.saver.flush();
  await app.refresh();
}

/** The picture itself, or null when this phone can't show it. */
export async function pictureOf(store, { id, ...opens }) {
  const row = await store.photo(id);
  if (!row) return null;
  return createImageBitmap(new Blob([await unseal(row.blob, opens)], { type: "image/jpeg" })).catch(() => null);
}

/** The visit is in the queue: what its document names goes after it, the rest goes away. */
export async function releasePhotos(store, { id: visitId, userId }, named) {
  const kept = new Set(named.map(({ sha256 }) => sha256));
  const own = (await store.photos(userId)).filter((row) => row.visitId === visitId);
  for (const { id } of own.filter(({ sha256 }) => kept.has(sha256))) await store.updatePhoto(id, { state: "waiting" });
  await store.dropPhotos(own.filter(({ sha256 }) => !kept.has(sha256)).map(({ id }) => id));
}

/** At the start: what a death in between left behind, what belongs to no visit any more, and what arrived long ago. */
export async function tidyPhotos(store, userId, now = Date.now()) {
  const gone = [];
  for (const { id, visitId, state, sentAt } of await store.photos(userId)) {
    if (state === "sent" && now - Date.parse(sentAt) > KEEP_SENT) gone.push(id);
    if (state !== "draft" && state !== "removed") continue;
    if (await store.draft(visitId)) continue;
    const isFinished = (await store.queued(visitId)) ?? (await store.sentOne(visitId));
    if (isFinished && state === "draft") await store.updatePhoto(id, { state: "waiting" });
    else gone.push(id);
  }
  if (gone.length) await store.dropPhotos(gone);
}

/** A server restored from a backup may have lost them: those that are still here go again. */
export async function requeuePhotos(store, userId) {
  for (const { id, state } of await store.photos(userId)) {
    if (state === "sent") await store.updatePhoto(id, { state: "waiting", offset: 0, tries: 0, nextTryAt: "" });
  }
}
