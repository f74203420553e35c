/* Why nobody was attended, over each channel. Pure. */

/** What is asked when nobody was attended: the title, the label of the note, and quick words for it. */
const REASONS = {
  come_back: ["Quando você volta?", "O que ficou combinado", []],
  owner_away: ["O dono não está", "Melhor hora para achar o dono", ["De manhã", "À tarde", "Depois das 17h", "Só no sábado"]],
  closed: ["Estava fechado", "Horário escrito na porta", ["Abre à tarde", "Abre à noite", "Só no fim de semana", "Parece fechado há dias"]],
  refused: ["Não quis atendimento", "O motivo, se a pessoa disse", ["Sem tempo agora", "Não tem interesse", "Já é atendido", "Ficou na dúvida"]],
  moved: ["Não funciona mais aqui", "Para onde foi, se alguém sabe", ["Fechou de vez", "Mudou de endereço", "Virou outro negócio"]],
  not_found: ["Endereço não achado", "Uma referência para quem for depois", ["Número não existe", "Rua sem placa", "É uma casa"]],
};

const REASONS_FROM_AFAR = {
  come_back: ["Quando vocês falam de novo?", ...REASONS.come_back.slice(1)],
  owner_away: ["Não atendeu", "Melhor hora para ligar", ["De manhã", "À tarde", "Depois das 17h", "Caixa postal"]],
  moved: ["Não funciona mais", ...REASONS.moved.slice(1)],
  not_found: ["Número errado", "O que ajuda a achar o contato", ["Número não existe", "É de outra pessoa"]],
};

/** Who may be waited for; any other outcome leaves nothing agreed, whatever was tapped before. */
export const MAY_RETURN = new Set(["come_back", "owner_away", "closed"]);

export const reasonFor = ({ outcome, channel }) =>
  (channel === "in_person" ? null : REASONS_FROM_AFAR[outcome]) ?? REASONS[outcome] ?? REASONS.closed;
