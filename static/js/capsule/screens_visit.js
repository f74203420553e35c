/* The steps of a visit. A file of its own: it comes while the agent looks at the route, before the first door. */
import { arrival } from "./screens/arrival.js";
import { businessData } from "./screens/business_data.js";
import { check } from "./screens/check.js";
import { contact } from "./screens/contact.js";
import { credit } from "./screens/credit.js";
import { delivery } from "./screens/delivery.js";
import { done } from "./screens/done.js";
import { nextStep } from "./screens/next_step.js";
import { notice } from "./screens/notice.js";
import { person } from "./screens/person.js";
import { question } from "./screens/question.js";
import { result } from "./screens/result.js";
import { sections } from "./screens/sections.js";
import { sign } from "./screens/sign.js";
import { openVisit } from "./visit_screen.js";

/** Steps that few visits have come when they are opened. */
const rare = (name) => async (visit, route) => (await visit.app.homeScreens())[name](visit, route);

/** Steps of a visit: {screen, section for the timings}. */
const VISIT = {
  __proto__: null, // an address may say anything
  visita: [sections, ""],
  "visita/chegada": [arrival, "arrival"],
  "visita/motivo": [rare("reason"), "arrival"],
  "visita/aviso": [notice, "notice"],
  "visita/aviso-completo": [rare("noticeText"), "notice"],
  "visita/assinatura": [sign, "notice"],
  "visita/cliente": [person, "person"],
  "visita/negocio": [businessData, "person"],
  "visita/conversa": [question, "conversation"],
  "visita/escolha": [rare("choose"), "conversation"],
  "visita/respostas": [rare("answers"), "conversation"],
  "visita/resultado": [result, "result"],
  "visita/entrega": [delivery, "delivery"],
  "visita/outra": [rare("otherTool"), "delivery"],
  "visita/proximo": [nextStep, "next_step"],
  "visita/contato": [contact, "next_step"],
  "visita/credito": [credit, "next_step"],
  "visita/fotos": [rare("photos"), "photos"],
  "visita/confira": [check, "check"],
};

/** The screen of this address, or undefined when there is none. */
export function openHere(app, route) {
  if (route.name === "visita/concluida") return done(app, route);
  return route.name in VISIT ? openVisit(app, route, ...VISIT[route.name]) : undefined;
}
