/* A file into the phone's downloads. */

const READ_WITHIN = 60_000; // browsers read it after the tap, some of them late

export function download(file) {
  const link = document.createElement("a");
  [link.href, link.download] = [URL.createObjectURL(file), file.name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), READ_WITHIN);
}
