/* Photos of the place, encrypted before they come here; they wait apart from the visits and never hold one up. */

export const photosIn = (db, { write }) => ({
  photo: (id) => db.get("photos", id),
  everyPhoto: () => db.getAll("photos"),
  photos: (userId) => db.getAllFromIndex("photos", "userId", userId),
  addPhoto: (photo) => write("photos", (photos) => photos.put(photo)),
  updatePhoto: (id, changes) =>
    write("photos", async (photos) => {
      const known = await photos.get(id);
      if (known) photos.put({ ...known, ...changes });
    }),
  dropPhotos: (ids) => write("photos", (photos) => ids.forEach((id) => photos.delete(id))),
});
