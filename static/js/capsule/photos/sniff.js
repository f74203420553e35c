/* What a chosen file really is, whatever its name says, and how big the picture in it would be. Pure, over its first bytes. */

const text = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));
const HEIC = new Set(["heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"]);

/** jpeg | png | webp | gif | avif | heic | "" */
export function kindOf(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  if (bytes[0] === 0x89 && text(bytes, 1, 4) === "PNG") return "png";
  if (text(bytes, 0, 4) === "RIFF" && text(bytes, 8, 12) === "WEBP") return "webp";
  if (text(bytes, 0, 4) === "GIF8") return "gif";
  if (text(bytes, 4, 8) !== "ftyp") return "";
  const brand = text(bytes, 8, 12);
  return brand === "avif" ? "avif" : HEIC.has(brand) ? "heic" : "";
}

/** Width times height, or 0 when the first bytes do not tell. */
export function pixelsOf(bytes) {
  const kind = kindOf(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (kind === "png" && bytes.length >= 24) return view.getUint32(16) * view.getUint32(20);
  return kind === "jpeg" ? jpegPixels(view) : 0;
}

const HOLDS_SIZE = (marker) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** From segment to segment until the one that begins the frame. */
function jpegPixels(view) {
  for (let at = 2; at + 9 < view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return 0;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
    } else if (HOLDS_SIZE(marker)) {
      return view.getUint16(at + 5) * view.getUint16(at + 7);
    } else {
      at += 2 + view.getUint16(at + 2);
    }
  }
  return 0;
}
