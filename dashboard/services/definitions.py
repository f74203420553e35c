"""How each indicator is counted, in words a manager can check: the sum, the base, the rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    """What the (i) beside an indicator opens."""

    text: str
    base: str
    rule: str
    opens: str


DEFINITIONS = {
    "coverage": Definition(
        text="ME e EPP atendidos pelo menos uma vez no ano, até o fim do período, divididos pelos ME e EPP "
        "ativos no lugar. MEI não entra nesta conta.",
        base="Base: cadastro da Receita Federal, só negócios ativos. A seta mostra quanto subiu no mês.",
        rule="Indicador oficial de 2023 (PRG-05, X3).",
        opens="Ver os negócios atendidos no ano",
    ),
    "coverage_mei": Definition(
        text="MEI, ME e EPP atendidos pelo menos uma vez no ano, divididos por todos os ativos no lugar.",
        base="Base: cadastro da Receita Federal, só negócios ativos. A seta mostra quanto subiu no mês.",
        rule="Atendimento ativo de 2021, que inclui MEI (IND-02, IND-11).",
        opens="Ver os negócios atendidos no ano",
    ),
    "businesses": Definition(
        text="Negócios diferentes (MEI, ME e EPP ativos) com pelo menos uma visita atendida no período. "
        "Duas visitas ao mesmo negócio contam um.",
        base="A seta compara com os mesmos dias do mês anterior. Negócio inativo não entra: "
        "o dono é atendido pelo CPF.",
        rule="Pequenos negócios atendidos (PRG-05, CAT-11).",
        opens="Ver os negócios atendidos",
    ),
    "per_client": Definition(
        text="Atendimentos que contam, divididos pelas pessoas atendidas no período. Informação fica registrada, "
        "mas não conta.",
        base="Cada atendimento é da pessoa (CPF), com o negócio ao lado.",
        rule="Atendimentos por cliente (PRG-05, SOL-12, SOL-41).",
        opens="Ver as visitas com atendimento que conta",
    ),
    "journeys": Definition(
        text="Negócios que na visita escolheram seguir em outro serviço ou canal, divididos pelos negócios atendidos "
        "no período. Só marcar nova visita do agente não conta.",
        base="Base: os mesmos negócios atendidos do indicador ao lado.",
        rule="Clientes em jornada (IND-03, JOR-05).",
        opens="Ver os negócios em jornada",
    ),
    "registered": Definition(
        text="Visitas atendidas do período em que o SAS já aceitou todos os atendimentos.",
        base="Base: visitas atendidas no período. O resto está recebido e segue sozinho, ou precisa de atenção.",
        rule="Só aparece registrado com o número que o SAS devolveu (I3).",
        opens="Ver as visitas registradas",
    ),
}
