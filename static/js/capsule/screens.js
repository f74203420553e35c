/* Which screen answers which address. Nobody signed in: only the way in. */
import { answers } from "./screens/answers.js";
import { arrival } from "./screens/arrival.js";
import { business } from "./screens/business.js";
import { businessData } from "./screens/business_data.js";
import { check } from "./screens/check.js";
import { contact } from "./screens/contact.js";
import { credit } from "./screens/credit.js";
import { delivery } from "./screens/delivery.js";
import { done } from "./screens/done.js";
import { feedback } from "./screens/feedback.js";
import { login, notForYou } from "./screens/login.js";
import { more } from "./screens/more.js";
import { newBusiness } from "./screens/new_business.js";
import { nextStep } from "./screens/next_step.js";
import { notice } from "./screens/notice.js";
import { noticeText } from "./screens/notice_text.js";
import { otherTool } from "./screens/other_tool.js";
import { createPin } from "./screens/pin_create.js";
import { pinGone } from "./screens/pin_gone.js";
import { unlock } from "./screens/pin_unlock.js";
import { person } from "./screens/person.js";
import { question } from "./screens/question.js";
import { reason } from "./screens/reason.js";
import { result } from "./screens/result.js";
import { search } from "./screens/search.js";
import { sections } from "./screens/sections.js";
import { sending } from "./screens/sending.js";
import { sign } from "./screens/sign.js";
import { today } from "./screens/today.js";
import { openVisit } from "./visit_screen.js";

const AGENT = "agent";

const HOME = {
  hoje: today,
  buscar: search,
  nova: newBusiness,
  envios: sending,
  mais: more,
  negocio: business,
  devolutiva: feedback,
  "visita/concluida": done,
};

/** Steps of a visit: {screen, section for the timings}. */
const VISIT = {
  visita: [sections, ""],
  "visita/chegada": [arrival, "arrival"],
  "visita/motivo": [reason, "arrival"],
  "visita/aviso": [notice, "notice"],
  "visita/aviso-completo": [noticeText, "notice"],
  "visita/assinatura": [sign, "notice"],
  "visita/cliente": [person, "person"],
  "visita/negocio": [businessData, "person"],
  "visita/conversa": [question, "conversation"],
  "visita/respostas": [answers, "conversation"],
  "visita/resultado": [result, "result"],
  "visita/entrega": [delivery, "delivery"],
  "visita/outra": [otherTool, "delivery"],
  "visita/proximo": [nextStep, "next_step"],
  "visita/contato": [contact, "next_step"],
  "visita/credito": [credit, "next_step"],
  "visita/confira": [check, "check"],
};

/** No screen of work opens without the PIN. */
const LOCKS = { absent: (app) => createPin(app), locked: unlock, sealed: pinGone };

export function createScreens(app) {
  async function open(route) {
    if (!app.user) return login(app);
    if (app.user.role !== AGENT) return notForYou(app);
    if (app.lock !== "open") return LOCKS[app.lock](app);
    if (route.name in VISIT) return openVisit(app, route, ...VISIT[route.name]);
    return (HOME[route.name] ?? today)(app, route);
  }
  return { open };
}
