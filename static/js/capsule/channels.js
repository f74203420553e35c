/* The same visit over another channel: what can happen there, and how the things are called. Pure. */

export const CHANNELS = [
  { key: "in_person", text: "Na porta" },
  { key: "phone", text: "Telefone" },
  { key: "whatsapp", text: "WhatsApp" },
  { key: "video", text: "Vídeo" },
];

const AT_THE_DOOR = [
  { key: "attended", text: "Vou atender agora", shape: "building-store" },
  { key: "come_back", text: "Pediu para voltar outro dia", shape: "calendar-event", small: true },
  { key: "owner_away", text: "O dono não está", shape: "user-question", small: true },
  { key: "closed", text: "Está fechado agora", shape: "door-off", small: true },
  { key: "refused", text: "Não quis atendimento", shape: "hand-stop", small: true },
  { key: "moved", text: "Não funciona mais aqui", shape: "building-off", small: true },
  { key: "not_found", text: "Não achei o endereço", shape: "map-off", small: true },
];

const FROM_AFAR = [
  { key: "attended", text: "Vou atender agora", shape: "message-circle" },
  { key: "come_back", text: "Pediu para falar outro dia", shape: "calendar-event", small: true },
  { key: "owner_away", text: "Não atendeu", shape: "phone", small: true },
  { key: "refused", text: "Não quis atendimento", shape: "hand-stop", small: true },
  { key: "moved", text: "Não funciona mais", shape: "building-off", small: true },
  { key: "not_found", text: "O número não é do negócio", shape: "user-question", small: true },
];

export const outcomesFor = (channel) => (channel === "in_person" ? AT_THE_DOOR : FROM_AFAR);

/** "Fizemos juntos" can't happen over the telephone, and paper stays at home. */
const WAYS = [
  { key: "together", text: "Fizemos juntos" },
  { key: "whatsapp", text: "Vai por WhatsApp" },
  { key: "paper", text: "Papel" },
  { key: "email", text: "E-mail" },
  { key: "qr", text: "QR na tela" },
];

const WAYS_FROM_AFAR = [{ key: "together", text: "Fizemos na conversa" }, WAYS[1], WAYS[3]];

export const waysOver = (channel) => (channel === "in_person" ? WAYS : WAYS_FROM_AFAR);
