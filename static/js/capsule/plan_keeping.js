/* The changed day is kept sealed on the phone, at once, and told to the server when there is a network. */
import { correctedNow } from "./clock.js";
import { planFor, toSend } from "./day_plan.js";
import { request } from "./net.js";
import { askSession } from "./session.js";

const NAME = "plan";

export const keptPlan = async (store, userId) => (await store.record(userId, NAME)) ?? null;

/** Keep a new plan and draw; answers how to take it back. The undoing is a change of its own, the latest. */
export async function changePlan(app, plan) {
  const before = planFor(app.bundle.route, app.plan);
  const keep = async (value) => {
    const changed = { ...value, changed_at: correctedNow().toISOString(), told: "" };
    await app.store.saveRecord(app.user.id, NAME, changed);
    await app.refresh();
    tellSoon(app);
  };
  await keep(plan);
  return () => keep(before);
}

let soon = null;

function tellSoon(app) {
  clearTimeout(soon);
  soon = setTimeout(() => navigator.onLine && tellPlan(app.store), 2_000);
}

/** PUT the whole state; what the server has, or will never take, is not said again. */
export async function tellPlan(store, given = null) {
  const user = await store.meta("user");
  const plan = user && (await keptPlan(store, user.id));
  if (!plan || plan.told === plan.changed_at) return;
  const session = given ?? (await askSession());
  if (session?.user?.id !== user.id) return;
  const route = (await store.day(user.id))?.route;
  if (route?.id !== plan.route) return;
  const response = await request(`/api/route/${plan.route}/plan/`, {
    method: "PUT", headers: { "Content-Type": "application/json", "X-CSRFToken": session.csrf }, body: JSON.stringify(toSend(plan, route)),
  }).catch(() => null);
  const isOver = response && (response.ok || response.status === 404 || response.status === 422);
  const now = isOver && (await keptPlan(store, user.id));
  if (now && now.changed_at === plan.changed_at) await store.saveRecord(user.id, NAME, { ...now, told: plan.changed_at });
}

/** Part of each round of sending. */
export const planExtra = (store) => (session) => tellPlan(store, session);
