/* Where in a visit somebody is, in words: for "Continuar de onde parou". Pure. */

const STEPS = {
  chegada: "Chegada",
  motivo: "Como foi a visita",
  aviso: "Aviso e aceite",
  "aviso-completo": "Aviso e aceite",
  assinatura: "Assinatura",
  cliente: "Quem está falando com você?",
  negocio: "Dados do negócio",
  escolha: "Qual conversa",
  respostas: "Respostas da conversa",
  resultado: "Resultado",
  entrega: "Entrega",
  outra: "Outra ferramenta ou orientação",
  proximo: "Próximo passo",
  contato: "Próximo contato",
  credito: "Crédito e finanças",
  fotos: "Fotos do local",
  confira: "Conferência",
};

/** `route`: the parsed address of a step; a question is told by its own words. */
export function whereWords({ name, rest }, { instrument }) {
  const step = name.split("/")[1] ?? "";
  if (step !== "conversa") return STEPS[step] ?? "";
  return instrument?.questions.find(({ key }) => key === rest)?.text ?? "Conversa";
}
