/* The tutor learns that the agent read the words; without internet, as soon as there is some. */
import { request } from "./net.js";

export async function noteRead(store, id) {
  const read = (await store.meta("feedbackRead")) ?? [];
  if (!read.includes(id)) await store.setMeta("feedbackRead", [...read, id].slice(-200));
}

export async function tellRead({ store, bundle, sync }) {
  const read = (await store.meta("feedbackRead")) ?? [];
  const untold = (bundle?.feedback ?? []).filter(({ id, read_at: readAt }) => !readAt && read.includes(id));
  if (!untold.length) return;
  const session = await sync.session();
  if (!session?.user) return;
  for (const { id } of untold) {
    await request(`/api/feedback/${id}/read/`, {
      method: "POST",
      headers: { "X-CSRFToken": session.csrf },
      timeout: 10_000,
    }).catch(() => null);
  }
}
