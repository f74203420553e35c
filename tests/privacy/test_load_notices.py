"""Publishing the privacy notice (LGPD art. 9, CNS-04, CNS-05)."""

import json

import pytest

from common.problems import PublishedContentError, UnusableContentError
from privacy.models import Notice
from privacy.services.notices import FILE, fingerprint, load_notices

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    copy = tmp_path / "notice.json"
    copy.write_text(FILE.read_text("utf-8"), "utf-8")
    return copy


def change(file, **content):
    text = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(text | {"content": text["content"] | content}), "utf-8")


def test_it_works():
    assert load_notices() is True
    notice = Notice.objects.get()
    assert notice.unit is None
    assert notice.sha256 == fingerprint(notice.content)
    asked = {purpose["key"] for purpose in notice.content["purposes"] if purpose["needs_consent"]}
    assert asked == {"whatsapp", "nps_contact", "credit_sharing", "marketing"}


def test_it_tells_the_source_the_sharing_and_the_rights():
    load_notices()
    content = Notice.objects.get().content
    assert "cadastro público da Receita" in content["source"]  # CNS-04
    whole = " ".join(part["text"] for part in content["full"])
    for word in ("SAS", "ANPD", "Retire o aceite", "5 anos", "pessoa encarregada"):  # CNS-05, art. 9 and 18
        assert word in whole


def test_the_four_lines_are_read_in_half_a_minute():
    content = json.loads(FILE.read_text("utf-8"))["content"]
    words = " ".join(content[line] for line in ("intro", "what", "why", "who", "rights")).split()
    assert len(words) <= 60  # 130 words a minute aloud


def test_loading_again_changes_nothing():
    load_notices()
    assert load_notices() is False
    assert Notice.objects.count() == 1


def test_a_unit_publishes_it_with_its_own_names(cast):
    assert load_notices(unit=cast.unit, controller="O Sebrae/CE", dpo="Ana, encarregada de dados")
    assert Notice.objects.get().content["full"][0]["text"].startswith("O Sebrae/CE responde")


def test_refuses_other_content_under_a_published_version(file):
    load_notices(file=file)
    change(file, why="Outra coisa.")
    with pytest.raises(PublishedContentError, match="raise the number"):
        load_notices(file=file)
    assert Notice.objects.get().content["why"] == "Orientar hoje e acompanhar depois."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"who": ""}, "Falta “who”"),
        ({"source": "Veio de {somewhere}."}, "sem preencher"),
        ({"purposes": [{"key": "nps_contact", "text": "Pode?", "needs_consent": True}]}, "base legal"),
        ({"purposes": [{"key": "a", "text": "A", "basis": "B", "needs_consent": True}] * 2}, "a sua chave"),
    ],
)
def test_refuses_a_text_that_lacks_something(file, content, told):
    change(file, **content)
    with pytest.raises(UnusableContentError, match=told):
        load_notices(file=file)
    assert not Notice.objects.exists()
