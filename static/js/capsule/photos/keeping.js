/* What becomes of the photos that lie here: released when their visit is finished, tidied up at the start. Apart from the
   album, which few visits open: a visit without photos loads neither camera nor key. */

const KEEP_SENT = 3 * 86_400_000; // a server restored from a backup may ask again

/** Only over Wi-Fi, if the agent wants so; a browser that can't tell is taken at its word when asked by hand. */
export const mayUse = (connection, onlyWifi) => !onlyWifi || ["wifi", "ethernet"].includes(connection?.type);

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
    if (await store.draft(visitId).catch(() => true)) continue; // there, though its key is gone
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
