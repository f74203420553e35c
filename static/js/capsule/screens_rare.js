/* What few days need and no visit: the way in, a PIN that is made or is over, photos on their way, a copy of what waits, and
   the words for a store that does not open or was emptied. A file of its own, which stands on the app alone. */

export { sendPhotos } from "./photos/send.js";
export { makeRescue } from "./make_rescue.js";
export { login, notForYou } from "./screens/login.js";
export { createPin } from "./screens/pin_create.js";
export { passwordFirst, pinGone } from "./screens/pin_gone.js";
export { showTrouble } from "./trouble.js";
export { lostNote } from "./ui/lost_note.js";
export { rescueCard } from "./ui/rescue_card.js";
export { maker } from "./vault/making.js"; // there when the first PIN is typed
