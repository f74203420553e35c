"""Where the demo plays: regions, municipalities, bairros with a point and a CEP, streets, territories."""

from __future__ import annotations

from dataclasses import dataclass, field

METRES_PER_DEGREE = 110_574


@dataclass(frozen=True)
class Bairro:
    """A bairro: its name, how far its middle lies from the town's (metres east and north), the start of its CEPs."""

    name: str
    east: int
    north: int
    cep: str
    share: int = 1  # how much of the town's trade is here


@dataclass(frozen=True)
class Town:
    """A municipality by IBGE code, with its share of the demo's businesses."""

    ibge: str
    share: int
    bairros: tuple[Bairro, ...]


@dataclass(frozen=True)
class Ground:
    """A territory before it exists: a name and how it is narrowed."""

    name: str
    towns: tuple[str, ...]
    bairros: tuple[str, ...] = ()
    cep_prefixes: tuple[str, ...] = ()
    cnae_prefixes: tuple[str, ...] = ()
    ring_m: tuple[tuple[int, int], ...] = ()  # corners in metres east and north of the (first) town's middle


@dataclass(frozen=True)
class Area:
    """A region of the unit."""

    key: str
    name: str
    towns: tuple[Town, ...]
    grounds: tuple[Ground, ...] = field(default=())


JUAZEIRO = Town(
    "2307304",
    38,
    (
        Bairro("CENTRO", 0, 0, "63010", 5),
        Bairro("PIRAJA", -900, 1100, "63034", 3),
        Bairro("ROMEIRAO", -1600, 500, "63050", 2),
        Bairro("SALESIANOS", -700, -600, "63051", 2),
        Bairro("TRIANGULO", -1900, -900, "63041", 2),
        Bairro("LAGOA SECA", -1500, -2300, "63040", 2),
        Bairro("SAO JOSE", 1200, -900, "63024", 2),
        Bairro("JOAO CABRAL", 1500, 700, "63052", 1),
        Bairro("FRANCISCANOS", 700, 1300, "63020", 2),
        Bairro("TIRADENTES", 200, 2200, "63031", 1),
    ),
)
CRATO = Town(
    "2304202",
    17,
    (
        Bairro("CENTRO", 0, 0, "63100", 4),
        Bairro("PIMENTA", -900, -700, "63105", 2),
        Bairro("SEMINARIO", -300, 900, "63113", 1),
        Bairro("MURITI", 3600, 900, "63132", 1),
        Bairro("SAO MIGUEL", 800, -300, "63122", 2),
    ),
)
BARBALHA = Town("2301901", 7, (Bairro("CENTRO", 0, 0, "63180", 3), Bairro("MALVINAS", 1400, 1800, "63183", 1)))
SOBRAL = Town(
    "2312908",
    17,
    (
        Bairro("CENTRO", 0, 0, "62010", 4),
        Bairro("JUNCO", -1300, 900, "62030", 2),
        Bairro("DOM EXPEDITO", 900, -700, "62050", 2),
        Bairro("TERRENOS NOVOS", -700, 2300, "62040", 2),
        Bairro("SINHA SABOIA", 1900, -1500, "62051", 2),
    ),
)
TIANGUA = Town("2313401", 6, (Bairro("CENTRO", 0, 0, "62320", 3), Bairro("AEROPORTO", 900, -900, "62324", 1)))
IPU = Town("2305803", 3, (Bairro("CENTRO", 0, 0, "62250", 1),))
QUIXADA = Town(
    "2311306",
    7,
    (
        Bairro("CENTRO", 0, 0, "63900", 3),
        Bairro("CAMPO VELHO", 900, 800, "63907", 2),
        Bairro("ALTO SAO FRANCISCO", -800, 700, "63908", 1),
    ),
)
QUIXERAMOBIM = Town("2311405", 5, (Bairro("CENTRO", 0, 0, "63800", 3), Bairro("MARAVILHA", 800, -600, "63803", 1)))
SENADOR_POMPEU = Town("2312700", 3, (Bairro("CENTRO", 0, 0, "63600", 1),))

CARIRI = Area(
    "cariri",
    "Regional Cariri",
    (JUAZEIRO, CRATO, BARBALHA),
    (
        Ground("Pirajá e Romeirão", ("2307304",), bairros=("PIRAJA", "ROMEIRAO")),
        Ground("Centro de Juazeiro", ("2307304",), bairros=("CENTRO",)),
        Ground("Salesianos e Triângulo", ("2307304",), bairros=("SALESIANOS", "TRIANGULO")),
        Ground("Lagoa Seca e São José", ("2307304",), cep_prefixes=("63040", "63024")),
        Ground(
            "Franciscanos e Tiradentes", ("2307304",), ring_m=((-350, 900), (1200, 800), (1250, 2750), (-350, 2750))
        ),
        Ground("Centro e Pimenta, Crato", ("2304202",), bairros=("CENTRO", "PIMENTA")),
        Ground("Alimentação, Crato e Barbalha", ("2304202", "2301901"), cnae_prefixes=("56", "4721", "4712")),
        Ground("Barbalha", ("2301901",)),
    ),
)
NORTE = Area(
    "norte",
    "Regional Norte",
    (SOBRAL, TIANGUA, IPU),
    (
        Ground("Centro de Sobral", ("2312908",), bairros=("CENTRO",)),
        Ground("Junco e Terrenos Novos", ("2312908",), bairros=("JUNCO", "TERRENOS NOVOS")),
        Ground("Margem direita do Acaraú", ("2312908",), cep_prefixes=("62050", "62051")),
        Ground("Tianguá", ("2313401",)),
        Ground("Ipu", ("2305803",)),
    ),
)
SERTAO = Area(
    "sertao",
    "Regional Sertão Central",
    (QUIXADA, QUIXERAMOBIM, SENADOR_POMPEU),
    (
        Ground("Centro de Quixadá", ("2311306",), bairros=("CENTRO",)),
        Ground("Campo Velho e Alto São Francisco", ("2311306",), bairros=("CAMPO VELHO", "ALTO SAO FRANCISCO")),
        Ground("Quixeramobim", ("2311405",)),
        Ground("Senador Pompeu", ("2312700",)),
    ),
)
AREAS = (CARIRI, NORTE, SERTAO)
TOWNS = tuple(town for area in AREAS for town in area.towns)

STREETS = (
    ("RUA", "SAO PEDRO"), ("RUA", "PADRE CICERO"), ("RUA", "DA CONCEICAO"), ("RUA", "SANTA LUZIA"),
    ("RUA", "SAO FRANCISCO"), ("RUA", "DO LIMOEIRO"), ("RUA", "MONSENHOR ESMERALDO"), ("RUA", "DOM QUINTINO"),
    ("AVENIDA", "CASTELO BRANCO"), ("RUA", "JOSE MARROCOS"), ("RUA", "DELMIRO GOUVEIA"), ("RUA", "SANTA CECILIA"),
    ("RUA", "BOA VISTA"), ("RUA", "DAS FLORES"), ("RUA", "SAO BENEDITO"), ("RUA", "DO CRUZEIRO"),
    ("AVENIDA", "LEAO SAMPAIO"), ("RUA", "ODORICO MENDES"), ("RUA", "CORONEL DIOGO"), ("RUA", "BARBARA DE ALENCAR"),
    ("TRAVESSA", "DA PAZ"), ("RUA", "SANTA ISABEL"), ("RUA", "CARIRI"), ("RUA", "TENENTE RAIMUNDO ROCHA"),
    ("AVENIDA", "DOM JOSE"), ("RUA", "MENINO DEUS"), ("RUA", "VISCONDE DE SABOIA"), ("RUA", "CORDEIRO DE FARIAS"),
)  # fmt: skip
