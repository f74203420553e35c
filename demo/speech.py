"""What the demo's agents and clients say, in their own words."""

from __future__ import annotations

GUIDANCE = {
    "financas": (
        "Separar o dinheiro da casa e o do negócio: um envelope para cada um, a partir de segunda.",
        "Anotar tudo o que entra e sai em um caderno só, no fim de cada dia.",
        "Conferir as contas do mês antes de comprar mercadoria.",
    ),
    "mercado": (
        "Pedir o telefone de quem compra e avisar quando chegar novidade.",
        "Pôr o endereço e o horário no mapa do celular.",
        "Postar duas vezes na semana, sempre com preço.",
    ),
    "planejamento": ("Escrever uma meta de vendas para o mês e olhar toda sexta.",),
    "pessoas": ("Combinar quem abre, quem atende e quem fecha, e deixar escrito na parede.",),
    "organizacao": ("Tirar cópia dos papéis do negócio no celular e guardar em uma pasta só.",),
    "": ("Olhar o que mais vende antes de fazer a próxima compra.",),
}
CREDIT_NEEDS = (
    "Quer trocar o freezer, que está velho e gasta muita energia.",
    "Precisa de dinheiro para comprar mercadoria para o fim do ano.",
    "Quer comprar uma máquina de costura industrial para dar conta dos pedidos.",
    "Pensa em reformar a frente da loja e pôr um toldo.",
    "Está devendo ao cartão e quer entender como trocar essa dívida por uma mais barata.",
    "Quer comprar uma moto para fazer entrega.",
    "Precisa de capital de giro: vende fiado e recebe só no fim do mês.",
)
PURPOSES = (
    "Ver se o caderno de caixa está em dia",
    "Ver juntos a página no mapa",
    "Levar o convite do curso de vendas",
    "Conversar sobre os preços",
    "Ver como ficou a lista de clientes",
)
COME_BACK = ("Voltar quando o movimento baixar", "A dona pediu para voltar com calma", "Estava com cliente na hora")
NOTES = {
    "attended": (
        "", "", "", "Loja cheia, conversa rápida.", "Trabalha com a filha, que cuida das redes.",
        "Vende também em outra cidade, na feira de sábado.", "Pediu para falar mais sobre preço.",
        "Já fez curso do Sebrae e gostou.",
    ),
    "come_back": ("Atendendo cliente.", "Saindo para entregar."),
    "owner_away": ("Estava a funcionária.", "Vizinho disse que volta de tarde.", ""),
    "closed": ("Porta fechada no horário de abrir.", "Fechado para o almoço.", ""),
    "refused": ("Disse que não tem interesse.", "Não quis parar agora nem depois."),
    "moved": ("No lugar funciona outra loja.", "Vizinhos dizem que fechou há meses."),
    "not_found": ("Rua sem esse número.", ""),
}  # fmt: skip
FEEDBACK = {
    "approved": (
        "Boa conversa. O passo que você deixou é pequeno e dá para fazer na semana.",
        "Gostei de como você ligou a ferramenta ao que ele contou. Continue assim.",
        "Registro claro. Na próxima, anote também o que o cliente respondeu sobre o prazo.",
        "",
    ),
    "returned": (
        "A ferramenta não responde ao que apareceu na conversa. Ligue para o cliente e combine outra.",
        "Falta dizer o que o cliente vai fazer primeiro. Complete a orientação.",
    ),
}
ALIGNED = (
    "Cliente já separa as contas. Vale a conversa sobre capital de giro.",
    "Combinar visita na parte da manhã.",
    "Levar a lista de documentos do MEI.",
    "",
)
DECLINED = (
    "O cliente preferiu primeiro organizar o caixa com o agente.",
    "O cliente já está sendo atendido por um banco e pediu para esperar.",
)
