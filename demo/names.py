"""Invented people and businesses: names as one hears them in Ceará, activities with their CNAE and signs."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from agents.rules import bairro_key

WOMEN = (
    "Maria do Socorro", "Francisca", "Antônia", "Luzia", "Cícera", "Rita de Cássia", "Josefa", "Aparecida", "Fátima",
    "Raimunda", "Terezinha", "Ana Paula", "Juliana", "Patrícia", "Vanessa", "Camila", "Edilene", "Marlene", "Solange",
    "Sandra", "Cláudia", "Lúcia", "Rosilene", "Jaqueline", "Débora", "Larissa", "Eliane", "Zuleide", "Ivone", "Gorete",
)  # fmt: skip
MEN = (
    "José Wilson", "Francisco", "Antônio", "Cícero", "Raimundo", "João Batista", "Sebastião", "Damião", "Expedito",
    "Luiz Carlos", "Marcos", "Paulo Sérgio", "Wellington", "Geovane", "Adriano", "Fabiano", "Edmilson", "Valdemir",
    "Aurélio", "Josimar", "Tiago", "Rafael", "Leandro", "Erivaldo", "Genival", "Ailton", "Manoel", "Zacarias",
)  # fmt: skip
SURNAMES = (
    "Silva", "Santos", "Pereira", "Sousa", "Oliveira", "Alves", "Lima", "Ferreira", "Gomes", "Nascimento", "Bezerra",
    "Araújo", "Cordeiro", "Feitosa", "Macêdo", "Saraiva", "Leite", "Brito", "Tavares", "Callou", "Sampaio", "Duarte",
    "Landim", "Esmeraldo", "Pinheiro", "Cruz", "Moreira", "Bandeira", "Rodrigues", "Teles", "Grangeiro", "Figueiredo",
)  # fmt: skip


@dataclass(frozen=True)
class Activity:
    """A line of business: CNAE, its description, signs (`{}` is a name) and the word its legal names carry."""

    cnae: str
    description: str
    signs: tuple[str, ...]
    legal_word: str
    share: int = 1


ACTIVITIES = (
    Activity("4712100", "Comércio varejista de mercadorias em geral - minimercados, mercearias e armazéns",
             ("MERCEARIA {}", "MERCADINHO {}", "MINI BOX {}", "BODEGA {}"), "COMERCIO DE ALIMENTOS", 6),
    Activity("4781400", "Comércio varejista de artigos do vestuário e acessórios",
             ("{} MODAS", "BOUTIQUE {}", "LOJA {}", "{} CONFECCOES"), "COMERCIO DE CONFECCOES", 6),
    Activity("9602501", "Cabeleireiros, manicure e pedicure",
             ("SALAO {}", "ESPACO {}", "BARBEARIA {}", "STUDIO {}"), "SERVICOS DE BELEZA", 5),
    Activity("5611203", "Lanchonetes, casas de chá, de sucos e similares",
             ("LANCHONETE {}", "ACAI {}", "PASTELARIA {}", "CALDOS {}"), "REFEICOES", 5),
    Activity("5611201", "Restaurantes e similares", ("RESTAURANTE {}", "PEIXADA {}", "SABOR {}"), "RESTAURANTE", 3),
    Activity("4721102", "Padaria e confeitaria com predominância de revenda",
             ("PADARIA {}", "PANIFICADORA {}", "CASA DO PAO {}"), "PANIFICACAO", 2),
    Activity("4520001", "Serviços de manutenção e reparação mecânica de veículos automotores",
             ("OFICINA {}", "AUTO CENTER {}", "MECANICA {}"), "SERVICOS AUTOMOTIVOS", 3),
    Activity("4543900", "Manutenção e reparação de motocicletas e motonetas",
             ("MOTO PECAS {}", "OFICINA DE MOTOS {}"), "MOTOPECAS", 2),
    Activity("4744099", "Comércio varejista de materiais de construção em geral",
             ("DEPOSITO {}", "{} CONSTRUCOES", "CASA DO CONSTRUTOR {}"), "MATERIAIS DE CONSTRUCAO", 2),
    Activity("4771701", "Comércio varejista de produtos farmacêuticos, sem manipulação de fórmulas",
             ("FARMACIA {}", "DROGARIA {}"), "PRODUTOS FARMACEUTICOS", 2),
    Activity("1412602", "Confecção, sob medida, de peças do vestuário, exceto roupas íntimas",
             ("COSTURAS {}", "ATELIE {}"), "CONFECCOES", 3),
    Activity("1531901", "Fabricação de calçados de couro", ("CALCADOS {}", "SANDALIAS {}"), "CALCADOS", 2),
    Activity("9511800", "Reparação e manutenção de computadores e de equipamentos periféricos",
             ("{} INFORMATICA", "TECNO {}"), "INFORMATICA", 2),
    Activity("4761003", "Comércio varejista de artigos de papelaria",
             ("PAPELARIA {}", "{} VARIEDADES"), "PAPELARIA", 2),
    Activity("4789004", "Comércio varejista de animais vivos e de artigos e alimentos para animais de estimação",
             ("PET SHOP {}", "CASA DA RACAO {}"), "PRODUTOS AGROPECUARIOS", 1),
    Activity("3101200", "Fabricação de móveis com predominância de madeira",
             ("MOVEIS {}", "MARCENARIA {}"), "MOVEIS", 1),
    Activity("9313100", "Atividades de condicionamento físico", ("ACADEMIA {}",), "ATIVIDADES FISICAS", 1),
    Activity("4774100", "Comércio varejista de artigos de óptica", ("OTICA {}",), "ARTIGOS OPTICOS", 1),
)  # fmt: skip

SIGN_NAMES = (
    "SAO JOSE", "BOM JESUS", "PADRE CICERO", "NOSSA SENHORA", "DIVINA", "PRIMAVERA", "DA ESQUINA", "POPULAR",
    "NORDESTE", "IDEAL", "SANTA RITA", "DOIS IRMAOS", "CEARENSE", "ESPERANCA", "PROGRESSO", "SERTANEJA", "BELA VISTA",
    "CENTRAL",
    "DO POVO", "REAL", "NOVA ERA", "SANTO ANTONIO", "SANTA LUZIA", "BOA SORTE", "IMPERIAL", "MODELO", "UNIAO",
)  # fmt: skip


def person(random: Random) -> str:
    """A full name."""
    first = random.choice(WOMEN if random.random() < 0.52 else MEN)
    return f"{first} {random.choice(SURNAMES)} {random.choice(SURNAMES)}"


def nickname(full_name: str) -> str:
    """What neighbours put on a sign: the first name alone."""
    return full_name.split()[0]


def cpf(random: Random) -> str:
    """A CPF with right check digits (never ten equal digits)."""
    digits = [random.randrange(10) for _ in range(8)] + [3]  # ninth digit: the fiscal region of Ceará
    for start in (10, 11):
        remainder = sum(digit * (start - index) for index, digit in enumerate(digits)) % 11
        digits.append(0 if remainder < 2 else 11 - remainder)
    return "".join(map(str, digits))


def cnpj(random: Random, *, with_letters: bool = False) -> str:
    """A CNPJ with right check digits; since July 2026 new ones hold letters."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if with_letters else "0123456789"
    root = "".join(random.choice(alphabet) for _ in range(8))
    return root + "0001" + check_digits(root + "0001")


def check_digits(twelve: str) -> str:
    """The two check digits of a CNPJ's first twelve characters (modulo 11 over ASCII minus 48)."""
    values = [ord(character) - 48 for character in twelve]
    for weights in ((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)):
        remainder = sum(value * weight for value, weight in zip(values, weights, strict=True)) % 11
        values.append(0 if remainder < 2 else 11 - remainder)
    return f"{values[12]}{values[13]}"


ACCENTED = {bairro_key(word): word for name in (*WOMEN, *MEN, *SURNAMES) for word in name.split()}
JOINING = frozenset({"Do", "Da", "De"})


def owner_of(legal_name: str) -> str:
    """The owner's name in an MEI's legal name, as people write it; empty when there is none."""
    words = [word.title() for word in legal_name.split() if not any(c.isdigit() or c == "." for c in word)]
    return " ".join(word.lower() if word in JOINING else ACCENTED.get(bairro_key(word), word) for word in words)
