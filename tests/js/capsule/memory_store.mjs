// What the sending policy is given of the store, kept in memory: for tests of the policy alone.

export function createPhone() {
  const outbox = new Map();
  const sent = new Map();
  const meta = new Map([["user", { id: "ana" }]]);
  return {
    outbox,
    sent,
    finish: (id, sequence) => outbox.set(id, { id, userId: "ana", sequence, body: `sealed ${id}`, state: "device", tries: 0, nextTryAt: "" }),
    meta: async (key) => meta.get(key),
    setMeta: async (key, value) => void meta.set(key, value),
    queue: async (userId) => [...outbox.values()].filter((row) => row.userId === userId).sort((a, b) => a.sequence - b.sequence).map((row) => ({ ...row })),
    updateQueued: async (id, changes) => void outbox.set(id, { ...outbox.get(id), ...changes }),
    receive: async (id, receipt) => {
      sent.set(id, { ...outbox.get(id), receipt });
      outbox.delete(id);
    },
  };
}
