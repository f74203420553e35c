"""Who was met: the same person is one person, and nobody rewrites another business's people."""

from __future__ import annotations

from clients.models import BusinessPerson, Person
from visits.models import Visit


def met(**changes: object) -> dict:
    return {
        "id": None, "name": "José Wilson Pereira", "cpf": "52998224725", "phone": "88999990000", "email": "",
        "role": "owner",
    } | changes  # fmt: skip


def known(cast, business=None, **fields: object) -> Person:
    person = Person.objects.create(**{"name": "José W.", "cpf": "52998224725"} | fields)
    if business:
        BusinessPerson.objects.create(business=business, person=person, role="partner")
    return person


def test_a_known_person_of_the_business_is_corrected(cast, put, whole):
    person = known(cast, cast.mercearia, phone="8811", email="j@rota.test")
    put(whole(person=met(id=str(person.pk))))
    person.refresh_from_db()
    assert (person.name, person.phone, person.email) == ("José Wilson Pereira", "88999990000", "j@rota.test")
    assert BusinessPerson.objects.get().role == "owner"
    assert Visit.objects.get().person == person


def test_a_cpf_known_elsewhere_only_fills_gaps(cast, put, whole):
    person = known(cast, cast.padaria, phone="8811")
    put(whole())
    person.refresh_from_db()
    assert (person.name, person.phone) == ("José W.", "8811")
    assert Visit.objects.get().person == person
    assert person.links.count() == 2


def test_an_id_of_another_businesses_person_opens_nothing(cast, put, whole):
    stranger = known(cast, cast.oficina, cpf=None)
    put(whole(person=met(id=str(stranger.pk), cpf="")))
    stranger.refresh_from_db()
    assert stranger.name == "José W."
    assert Visit.objects.get().person != stranger


def test_the_cpf_decides_when_id_and_cpf_disagree(cast, put, whole):
    other = known(cast, cast.mercearia, cpf="11144477735", name="Outra Pessoa")
    put(whole(person=met(id=str(other.pk))))
    other.refresh_from_db()
    assert other.name == "Outra Pessoa"
    assert Visit.objects.get().person.cpf == "52998224725"


def test_a_cpf_given_at_last_joins_the_person(cast, put, whole):
    person = known(cast, cast.mercearia, cpf=None)
    put(whole(person=met(id=str(person.pk))))
    person.refresh_from_db()
    assert person.cpf == "52998224725"


def test_people_without_cpf_are_told_apart(cast, put, whole):
    put(whole(person=met(cpf="")))
    put(whole(person=met(cpf="", name="Maria")))
    assert Person.objects.count() == 2
    assert set(Person.objects.values_list("cpf", flat=True)) == {None}
