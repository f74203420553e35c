"""A business that is on no list (varredura), and what agents correct of those that are."""

from __future__ import annotations

from clients.models import Business
from common.models import AuditEntry
from tests.documents import visit_document
from visits.models import Visit

LETTERS = "12ABC34501DE35"  # the Receita's own example, IN RFB 2.229/2024: taken by the cast's salon


def with_check_digits(base: str) -> str:
    from stdnum.br import cnpj

    return base + cnpj.calc_check_digits(base)


def found(cnpj: str, **changes: object) -> dict:
    added = {
        "legal_name": "DOCES DA VOVÓ LTDA", "trade_name": "Doces da Vovó", "size": "me", "street": "Rua Nova",
        "number": "12", "bairro": "Pirajá", "cep": "63034130", "municipality": "2307304", "phone": "88988887777",
    }  # fmt: skip
    return {"id": None, "cnpj": cnpj, "added": added | changes, "changes": {}}


def sweep(cast, business: dict) -> dict:
    return visit_document(cast) | {"business": business}


def test_it_works_with_letters(cast, put):
    cnpj = with_check_digits("DCV0VO260001")
    response = put(sweep(cast, found(cnpj)))
    assert response.status_code == 201, response.content
    business = Business.objects.get(cnpj=cnpj)
    assert (business.source, business.added_by, business.size) == ("sweep", cast.rosangela, "me")
    assert (business.municipality, business.bairro_key) == (cast.juazeiro, "PIRAJA")
    visit = Visit.objects.get()
    assert (visit.business, visit.region, visit.territory) == (business, cast.cariri, cast.piraja)
    assert "outside_territory" not in visit.flags
    assert AuditEntry.objects.get(verb="business.added").actor_id == cast.rosangela.pk


def test_a_mask_and_small_letters_are_undone(cast, put):
    cnpj = with_check_digits("DCV0VO260001")
    masked = f"{cnpj[:2]}.{cnpj[2:5]}.{cnpj[5:8]}/{cnpj[8:12]}-{cnpj[12:]}".lower()
    assert put(sweep(cast, found(masked))).status_code == 201
    assert Business.objects.filter(cnpj=cnpj).exists()


def test_a_business_that_is_known_after_all(cast, put):
    response = put(sweep(cast, found(LETTERS, legal_name="OUTRO NOME")))
    assert response.status_code == 201
    assert Visit.objects.get().business == cast.salao
    cast.salao.refresh_from_db()
    assert cast.salao.trade_name == "Salão Divina Beleza"


def test_two_agents_find_the_same_business(cast, put):
    cnpj = with_check_digits("DCV0VO260001")
    put(sweep(cast, found(cnpj)))
    theirs = sweep(cast, found(cnpj)) | {"agent_id": str(cast.davi.pk)}
    assert put(theirs, by=cast.davi).status_code == 201
    assert Business.objects.filter(cnpj=cnpj).count() == 1
    assert Visit.objects.count() == 2


def test_check_digits_that_do_not_fit_are_flagged(cast, put):
    assert put(sweep(cast, found("DCV0VO26000100"))).status_code == 201
    assert "invalid_document_number" in Visit.objects.get().flags


def test_a_number_that_is_no_cnpj(cast, put):
    response = put(sweep(cast, found("123")))
    assert response.status_code == 422
    assert response.json()["fields"][0]["path"] == "business.cnpj"
    assert not Visit.objects.exists()


def test_digits_of_another_script_are_no_cnpj(cast, put):
    assert put(sweep(cast, found("١١٢٢٢٣٣٣٠٠٠١٨١"))).status_code == 422


def test_a_municipality_that_is_none(cast, put):
    response = put(sweep(cast, found(with_check_digits("DCV0VO260001"), municipality="9999999")))
    assert response.status_code == 422
    assert response.json()["fields"][0]["path"] == "business.added.municipality"


def test_nothing_stays_of_a_business_whose_visit_fails(cast, put):
    put(sweep(cast, found(with_check_digits("DCV0VO260001"), size="other")) | {"contact": {"due_at": "x"}})
    assert not Business.objects.filter(source="sweep").exists()


def corrected(cast, business: Business, **changes: str) -> dict:
    return visit_document(cast, business) | {
        "business": {"id": str(business.pk), "cnpj": business.cnpj, "added": None, "changes": changes}
    }


def test_corrections_are_applied(cast, put):
    put(corrected(cast, cast.mercearia, phone="88900001111", bairro="Salesianos"))
    cast.mercearia.refresh_from_db()
    assert (cast.mercearia.phone, cast.mercearia.bairro_key) == ("88900001111", "SALESIANOS")
    assert cast.mercearia.street == "Rua do Limoeiro"
    entry = AuditEntry.objects.get(verb="business.corrected")
    assert "88900001111" not in str(entry.details)


def test_a_strangers_business_is_not_corrected(cast, put):
    """Somebody else's business may be visited (and is flagged), not rewritten."""
    put(corrected(cast, cast.oficina, phone="88900001111"))
    cast.oficina.refresh_from_db()
    assert cast.oficina.phone == "8835110000"


def test_a_sweep_in_another_region_is_flagged(cast, put):
    """It changes another manager's numbers, so somebody should look."""
    cnpj = with_check_digits("DCV0VO260001")
    assert put(sweep(cast, found(cnpj, municipality="2312908"))).status_code == 201
    visit = Visit.objects.get()
    assert visit.region == cast.norte
    assert "outside_territory" in visit.flags
