import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";

import { addPhoto } from "../../../static/js/capsule/photos/album.js";
import { photosExtra } from "../../../static/js/capsule/photo_queue.js";
import { PhotoProblem, wordsFor } from "../../../static/js/capsule/photos/problem.js";
import { seal, unseal } from "../../../static/js/capsule/photos/seal.js";
import { mayUse } from "../../../static/js/capsule/photos/keeping.js";
import { sendPhotos } from "../../../static/js/capsule/photos/send.js";
import { kindOf, pixelsOf } from "../../../static/js/capsule/photos/sniff.js";

globalThis.navigator ??= {}; // older Nodes have none
const NOW = Date.parse("2026-11-24T12:00:00Z");
const bytes = (...values) => new Uint8Array(values);
const ascii = (text) => [...text].map((letter) => letter.charCodeAt(0));

/** The server's side of the agreement: pieces in order, whole only when the hash fits. */
function server({ cutAfter = Infinity, mangle = 0, status = 0 } = {}) {
  const kept = new Map();
  const whole = new Set();
  const asked = [];
  let taken = 0;
  const answer = (code, offset, isWhole = false) => ({ status: code, headers: new Headers(offset === undefined ? {} : { "Upload-Offset": String(offset), "Upload-Complete": isWhole ? "?1" : "?0" }) });
  const request = async (path, { method, body, headers }) => {
    const hash = path.split("/").at(-2);
    const known = kept.get(hash) ?? Buffer.alloc(0);
    asked.push(`${method} ${headers["Content-Range"] ?? ""}`.trim());
    if (status) return answer(status);
    if (method === "HEAD") return kept.has(hash) ? answer(200, known.length, whole.has(hash)) : answer(404);
    const [from, total] = /bytes (\d+)-\d+\/(\d+)/.exec(headers["Content-Range"]).slice(1).map(Number);
    if (from !== known.length) return answer(409, known.length, whole.has(hash));
    if (taken >= cutAfter) throw new TypeError("the line is gone");
    taken += 1;
    const grown = Buffer.concat([known, Buffer.from(body)]);
    kept.set(hash, grown);
    if (grown.length < total) return answer(202, grown.length);
    const fits = mangle-- <= 0 && createHash("sha256").update(grown).digest("hex") === hash;
    if (fits) whole.add(hash);
    else kept.delete(hash);
    return fits ? answer(201, total, true) : answer(422);
  };
  return { request, kept, asked, heal: () => (cutAfter = Infinity) };
}

function store(blobs) {
  const rows = new Map(blobs.map((blob, i) => [`p${i}`, {
    id: `p${i}`, userId: "ana", state: "waiting", offset: 0, tries: 0, nextTryAt: "", blob: new Uint8Array(blob), bytes: blob.length,
    sha256: createHash("sha256").update(blob).digest("hex"),
  }]));
  return {
    rows,
    photo: async (id) => rows.get(id),
    photos: async (userId) => [...rows.values()].filter((row) => row.userId === userId),
    updatePhoto: async (id, changes) => rows.set(id, { ...rows.get(id), ...changes }),
  };
}

const send = (store, { request }, more = {}) =>
  sendPhotos({ store, userId: "ana", csrf: "t", request, now: () => NOW, random: () => 0.5, ...more });

test("it works: a photo arrives whole, in pieces", async () => {
  const blob = randomBytes(250_000);
  const [photos, there] = [store([blob]), server()];
  assert.deepEqual(await send(photos, there), { sent: 1, stoppedBy: "" });
  assert.equal(Buffer.compare([...there.kept.values()][0], blob), 0);
  assert.deepEqual(there.asked, ["PUT bytes 0-98303/250000", "PUT bytes 98304-196607/250000", "PUT bytes 196608-249999/250000"]);
  assert.equal(photos.rows.get("p0").state, "sent");
});

test("a broken line goes on where it ended, not from the beginning (F22)", async () => {
  const [photos, there] = [store([randomBytes(250_000)]), server({ cutAfter: 2 })];
  assert.deepEqual(await send(photos, there), { sent: 0, stoppedBy: "network" });
  assert.equal(photos.rows.get("p0").offset, 196_608);
  there.heal();
  there.asked.length = 0;
  assert.deepEqual(await send(photos, there, { force: true }), { sent: 1, stoppedBy: "" });
  assert.deepEqual(there.asked, ["HEAD", "PUT bytes 196608-249999/250000"]);
});

test("a photo that the server has already is not sent again", async () => {
  const [photos, there] = [store([randomBytes(1000)]), server()];
  await send(photos, there);
  for (const tries of [0, 1]) {
    await photos.updatePhoto("p0", { state: "waiting", offset: 0, tries });
    there.asked.length = 0;
    await send(photos, there);
    assert.deepEqual(there.asked, [tries ? "HEAD" : "PUT bytes 0-999/1000"]);
    assert.equal(photos.rows.get("p0").state, "sent");
  }
});

test("bytes that arrived wrong start again, and after three times a person looks", async () => {
  const [photos, there] = [store([randomBytes(1000)]), server({ mangle: 9 })];
  for (const state of ["waiting", "waiting", "attention"]) {
    await send(photos, there, { force: true });
    assert.equal(photos.rows.get("p0").state, state);
  }
  assert.match(photos.rows.get("p0").problem, /não chegou inteira/);
});

test("one photo that is refused does not keep the next one from going", async () => {
  const photos = store([randomBytes(10), randomBytes(20)]);
  const there = server();
  const refusing = { request: (path, options) => (path.includes(photos.rows.get("p0").sha256) && options.method === "PUT" ? { status: 413, headers: new Headers() } : there.request(path, options)) };
  assert.deepEqual(await send(photos, refusing), { sent: 1, stoppedBy: "" });
  assert.equal(photos.rows.get("p0").state, "attention");
});

test("a session that is over and a server that is down keep the photo", async () => {
  for (const [status, stoppedBy] of [[401, "login"], [403, "login"], [503, "network"]]) {
    const photos = store([randomBytes(10)]);
    assert.deepEqual(await send(photos, server({ status })), { sent: 0, stoppedBy });
    assert.equal(photos.rows.get("p0").state, "waiting");
  }
});

test("another person's photos stay where they are, and what waits for its hour waits", async () => {
  const [photos, there] = [store([randomBytes(10), randomBytes(10)]), server()];
  await photos.updatePhoto("p0", { userId: "bia" });
  await photos.updatePhoto("p1", { nextTryAt: new Date(NOW + 60_000).toISOString() });
  assert.deepEqual(await send(photos, there), { sent: 0, stoppedBy: "" });
  assert.equal(there.asked.length, 0);
  assert.equal((await send(photos, there, { force: true })).sent, 1);
});

test("only over Wi-Fi means nothing over mobile data, unless asked by hand", async () => {
  const [photos, there] = [store([randomBytes(10)]), server()];
  const over = (type) => send(photos, there, { onlyWifi: true, connection: { type } });
  assert.deepEqual(await over("cellular"), { sent: 0, stoppedBy: "wifi" });
  assert.deepEqual(await over(undefined), { sent: 0, stoppedBy: "wifi" });
  assert.equal(there.asked.length, 0);
  assert.equal(mayUse(undefined, false), true);
  assert.equal((await over("wifi")).sent, 1);
});

test("a sealed photo opens with its own key and with no other", async () => {
  const jpeg = new Uint8Array(randomBytes(5000));
  const one = await seal(jpeg);
  assert.equal(one.bytes, 5016);
  assert.equal(one.sha256, createHash("sha256").update(one.blob).digest("hex"));
  assert.deepEqual(await unseal(one.blob, one), jpeg);
  await assert.rejects(unseal(one.blob, await seal(jpeg)));
});

test("a file is what its bytes say, not its name", () => {
  assert.equal(kindOf(bytes(0xff, 0xd8, 0xff, 0xe0)), "jpeg");
  assert.equal(kindOf(bytes(0x89, ...ascii("PNG\r\n"))), "png");
  assert.equal(kindOf(bytes(...ascii("RIFF0000WEBPVP8 "))), "webp");
  assert.equal(kindOf(bytes(0, 0, 0, 24, ...ascii("ftypheic"))), "heic");
  assert.equal(kindOf(bytes(0, 0, 0, 24, ...ascii("ftypavif"))), "avif");
  for (const other of [bytes(), bytes(...ascii("%PDF-1.7")), bytes(...ascii("foto de mentira"))]) assert.equal(kindOf(other), "");
});

test("the size is read past the EXIF, and a file cut short has none", () => {
  const exif = [0xff, 0xe1, 0, 10, 1, 2, 3, 4, 5, 6, 7, 8];
  const frame = [0xff, 0xc2, 0, 17, 8, 0x1e, 0x78, 0x28, 0xa0, 3, 0, 0, 0];
  assert.equal(pixelsOf(bytes(0xff, 0xd8, ...exif, ...frame)), 7800 * 10400);
  assert.equal(pixelsOf(bytes(0xff, 0xd8, ...exif)), 0);
  assert.equal(pixelsOf(bytes(0xff, 0xd8, 0xff, 0xc4, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)), 0);
});

test("each refusal says what to do", () => {
  assert.match(wordsFor(new PhotoProblem("empty")), /Tire a foto de novo/);
  assert.match(wordsFor({ name: "QuotaExceededError" }), /sem espaço/);
  assert.match(wordsFor(new TypeError("x")), /não abriu/);
});

test("the sender comes only when a photo waits, and a tap on Enviar agora goes over any network", async () => {
  const asked = [];
  const rare = async () => ({ sendPhotos: async ({ force }) => asked.push(force) });
  const round = async (blobs, isAsked) =>
    photosExtra({ ...store(blobs), meta: async () => true }, rare)({ csrf: "t", user: { id: "ana" } }, { isAsked });
  await round([], true);
  assert.deepEqual(asked, []);
  await round([randomBytes(10)], true);
  await round([randomBytes(10)], false);
  assert.deepEqual(asked, [true, false]);
});

test("a photo taken again needs no free place; a fifth one does", async () => {
  const draft = { id: "v1", userId: "ana", photos: Object.fromEntries(["a", "b", "c", "d"].map((id) => [id, { what: "facade" }])) };
  const nothing = new Blob([]);
  await assert.rejects(addPhoto({ draft }, nothing, { what: "facade" }), { code: "limit" });
  await assert.rejects(addPhoto({ draft }, nothing, { what: "facade", id: "b" }), { code: "empty" }); // it got as far as the file
});
