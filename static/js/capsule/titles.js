/* What the browser writes into its history: which screen it is, never whose (the history lies open on the phone). */

const TITLES = {
  __proto__: null, // an address may say anything
  hoje: "Rota de hoje",
  semana: "Semana",
  organizar: "Organizar o dia",
  mapa: "Mapa do dia",
  buscar: "Buscar",
  nova: "Visita nova",
  envios: "Envios",
  mais: "Mais",
  pin: "Trocar o PIN",
  negocio: "Negócio",
  devolutiva: "Recado da tutoria",
  compartilhar: "Compartilhar o resultado",
  visita: "Etapas da visita",
  "visita/chegada": "Chegada",
  "visita/motivo": "Motivo",
  "visita/aviso": "Aviso e aceite",
  "visita/aviso-completo": "Aviso completo",
  "visita/assinatura": "Assinatura",
  "visita/cliente": "Quem atende",
  "visita/negocio": "Dados do negócio",
  "visita/conversa": "Conversa",
  "visita/escolha": "Qual conversa",
  "visita/respostas": "Respostas",
  "visita/resultado": "Resultado",
  "visita/entrega": "Entrega",
  "visita/outra": "Outra ferramenta",
  "visita/proximo": "Próximo passo",
  "visita/contato": "Próximo contato",
  "visita/credito": "Crédito",
  "visita/fotos": "Fotos",
  "visita/confira": "Confira",
  "visita/concluida": "Visita guardada",
};

export const titleOf = (route) => TITLES[route.name] ?? "Visitas";
