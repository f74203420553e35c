"""The top bar marks the section where somebody is, also on pages that stand beside one."""

from __future__ import annotations

import re

import pytest


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/sas/", "SAS"),
        ("/acoes/", "SAS"),
        ("/portfolio/", "SAS"),
        ("/contatos/", "SAS"),
        ("/catalogo/achados/", "Ferramentas"),
        ("/painel/entregas/", "Painel"),
        ("/painel/visitas/", "Visitas"),
    ],
)
def test_the_section_is_marked(cast, sign_in, path, section):
    page = sign_in(cast.ana).get(path).text
    assert re.findall(r'aria-current="page">([^<]+)</a>', page.partition("</nav>")[0]) == [section]


def test_an_agent_finds_contacts_among_the_own_sections(cast, sign_in):
    page = sign_in(cast.rosangela).get("/contatos/").text
    assert re.findall(r'aria-current="page">([^<]+)</a>', page.partition("</nav>")[0]) == ["Contatos"]
