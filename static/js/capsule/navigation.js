/* One tap out of the app: the telephone, the chat, and the ways to a door. Pure. */
import { digits } from "./format.js";

const NO_WHATSAPP = "no_whatsapp";
const BRAZIL = "55";

/** The number that the agent should use: a person's, else the business's. */
const numberOf = (business) => digits(business.people?.find(({ phone }) => phone)?.phone || business.phone);

const isMobile = (number) => number.length === 11 && number[2] === "9";

export const callLink = (business) => (numberOf(business).length >= 10 ? `tel:+${BRAZIL}${numberOf(business)}` : "");

/** Only to a mobile number, and not to who asked for none. */
export function whatsappLink(business) {
  if (business.flags?.some(({ code }) => code === NO_WHATSAPP)) return "";
  const numbers = [...(business.people ?? []).map(({ phone }) => digits(phone)), digits(business.phone)];
  const mobile = numbers.find(isMobile);
  return mobile ? `https://wa.me/${BRAZIL}${mobile}` : "";
}

/** The address in words, as a map understands it. */
export const addressWords = ({ street, number, bairro, municipality, cep }) =>
  [[street, number].filter(Boolean).join(", "), bairro, municipality, cep].filter(Boolean).join(", ");

/** Ways to a door: the phone's own choice, Google Maps, Waze; by position, else by the address. The business's name stays here. */
export function waysTo(business) {
  const at = business.latitude == null ? "" : `${business.latitude},${business.longitude}`;
  const words = encodeURIComponent(addressWords(business));
  if (!at && !words) return [];
  return [
    { key: "geo", text: "Mapa do celular", href: at ? `geo:${at}?q=${at}` : `geo:0,0?q=${words}` },
    { key: "google", text: "Google Maps", href: `https://www.google.com/maps/dir/?api=1&destination=${at || words}&travelmode=walking` },
    { key: "waze", text: "Waze", href: at ? `https://waze.com/ul?ll=${at}&navigate=yes` : `https://waze.com/ul?q=${words}&navigate=yes` },
  ];
}
