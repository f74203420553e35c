"""Publishing the instruments that come with the product (DIA-03)."""

import json

import pytest

from common.problems import PublishedContentError, UnusableContentError
from diagnostics.models import InstrumentVersion
from diagnostics.services.instruments import DATA, load_instruments

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "one.json").write_text((DATA / "gestao_basica.json").read_text("utf-8"), "utf-8")
    return tmp_path


def change(folder, **changes):
    path = folder / "one.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def test_it_works():
    assert load_instruments() == 4
    versions = {
        version.instrument.key: version for version in InstrumentVersion.objects.order_by("instrument__position")
    }
    assert list(versions) == ["gestao_basica", "conversa_rapida", "escuta_ativa", "anamnese"]
    assert versions["gestao_basica"].definition["questions"][0]["key"] == "pessoas_total"


def test_what_was_published_never_changes():
    load_instruments()
    version = InstrumentVersion.objects.first()
    version.definition = {}
    with pytest.raises(PublishedContentError):
        version.save()


def test_loading_again_changes_nothing(folder):
    load_instruments(folder=folder)
    assert load_instruments(folder=folder) == 0
    assert InstrumentVersion.objects.count() == 1


def test_a_higher_number_is_a_new_version_beside_the_old_one(folder):
    load_instruments(folder=folder)
    change(folder, number=3, title="Outra conversa")
    assert load_instruments(folder=folder) == 1
    assert list(InstrumentVersion.objects.values_list("number", flat=True)) == [3, 2]


def test_refuses_other_content_under_a_published_number(folder):
    load_instruments(folder=folder)
    change(folder, title="Outra conversa")
    with pytest.raises(PublishedContentError, match="raise the number in the file to 3"):
        load_instruments(folder=folder)
    assert InstrumentVersion.objects.get().definition["title"] == "Conversa sobre o negócio"


def test_refuses_a_number_lower_than_the_published_one(folder):
    change(folder, number=5)
    load_instruments(folder=folder)
    change(folder, number=4)
    with pytest.raises(PublishedContentError, match="to 6"):
        load_instruments(folder=folder)


def test_refuses_a_definition_with_problems(folder):
    change(folder, themes=[{"key": "outro", "name": "Outro"}])
    with pytest.raises(UnusableContentError, match="dinheiro_separado: O tema “financas” não existe"):
        load_instruments(folder=folder)
    assert not InstrumentVersion.objects.exists()
