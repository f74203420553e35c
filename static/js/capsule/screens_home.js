/* What today's list and a plain visit can do without: search, new, more, and what few days need (photos, a tool of one's
   own, why a visit did not happen, all answers on one page, a QR code, a next contact's day). A file of its own, fetched when the first of them is opened. */
import { business } from "./screens/business.js";
import { feedback } from "./screens/feedback.js";
import { more } from "./screens/more.js";
import { newBusiness } from "./screens/new_business.js";
import { changePin } from "./screens/pin_change.js";
import { shareResult } from "./screens/share.js";
import { search } from "./screens/search.js";

export { saveEntry } from "./calendar.js";
export { answers } from "./screens/answers.js";
export { choose } from "./screens/choose.js";
export { noticeText } from "./screens/notice_text.js";
export { otherTool } from "./screens/other_tool.js";
export { photos } from "./screens/photos.js";
export { reason } from "./screens/reason.js";
export { installOffer } from "./ui/install_card.js";
export { qr } from "./ui/qr.js";
export { when } from "./ui/when.js";

const HOME = {
  __proto__: null, // an address may say anything
  buscar: search,
  nova: newBusiness,
  mais: more,
  pin: changePin,
  negocio: business,
  devolutiva: feedback,
  compartilhar: shareResult,
};

/** The screen of this address, or undefined when there is none. */
export const openHere = (app, route) => HOME[route.name]?.(app, route);
