/* A photo made small on the phone: drawn again at 1,600 pixels and 300 KB at most. What is drawn again carries no place, no
   hour and no camera (EXIF); the file of the camera is never kept. */
import { PhotoProblem } from "./problem.js";
import { kindOf, pixelsOf } from "./sniff.js";

const HEAD = 256 * 1024;
const MOST_PIXELS = 64_000_000; // decoded, four bytes each: more would end the tab of a cheap phone
const MOST_BYTES = 300_000 - 16; // with the tag of its encryption
const TRIES = [[1600, 0.82], [1600, 0.7], [1600, 0.55], [1280, 0.6], [1024, 0.55], [800, 0.5]];

/** Refuse in words what can't be a photo; opening it is the browser's part. */
async function look(file) {
  if (!file.size) throw new PhotoProblem("empty");
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const kind = kindOf(head);
  if (!kind) throw new PhotoProblem("not_image");
  if (pixelsOf(head) > MOST_PIXELS) throw new PhotoProblem("too_big");
  return kind;
}

async function open(file, kind) {
  try {
    return await createImageBitmap(file.slice(0, file.size, `image/${kind}`)); // its name may say something else
  } catch {
    throw new PhotoProblem(kind === "heic" ? "heic" : "unreadable");
  }
}

function drawn(bitmap, longest) {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const brush = canvas.getContext("2d", { alpha: false });
  brush.imageSmoothingQuality = "high";
  brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const asJpeg = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

/** The photo as JPEG bytes. Throws a PhotoProblem. */
export async function shrink(file) {
  const bitmap = await open(file, await look(file));
  try {
    for (const [longest, quality] of TRIES) {
      const jpeg = await asJpeg(drawn(bitmap, longest), quality);
      if (!jpeg) throw new PhotoProblem("too_big"); // no memory for the canvas
      if (jpeg.size <= MOST_BYTES) return new Uint8Array(await jpeg.arrayBuffer());
    }
  } finally {
    bitmap.close();
  }
  throw new PhotoProblem("too_big");
}
