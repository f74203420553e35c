/* The photos of a visit on this phone: taken, shown again, taken out and put back. The draft holds each photo's key, the
   store its ciphertext. */
import { photosOf } from "../draft.js";
import { newId } from "../ids.js";
import { PhotoProblem } from "./problem.js";
import { seal, unseal } from "./seal.js";
import { shrink } from "./shrink.js";

export const MOST = 4;

/** Make it small, seal it, keep it: one that shows `what`, maybe in the place of the photo with this `id`. Throws a
    PhotoProblem, or the database's own when there is no room. */
export async function addPhoto({ app, draft, change }, file, { what, id: instead = "" }) {
  if (photosOf(draft).filter((photo) => photo.id !== instead).length >= MOST) throw new PhotoProblem("limit");
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
