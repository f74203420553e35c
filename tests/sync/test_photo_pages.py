"""Photos on the visit's page and in the tutor's evidence, and who gets the picture itself."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from reviews.models import Review, Sample
from tests.documents import visit_document
from tests.sync.photographs import jpeg, seal
from visits.models import Photo, Visit


@pytest.fixture
def visit(cast, put) -> Visit:
    """A visit with a photo that can be shown, one on its way and one that failed."""
    document = visit_document(cast, photos=[seal().said, seal().said, seal().said])
    assert put(document).status_code == 201
    ready, _, failed = Photo.objects.order_by("position")
    ready.file.save("x.jpg", ContentFile(jpeg()), save=False)
    ready.state, ready.key, ready.received_at, ready.width, ready.height = "ready", "", "2026-11-20T15:00:00Z", 320, 240
    ready.save()
    Photo.objects.filter(pk=failed.pk).update(state="failed", problem="A foto está cortada ou estragada.")
    return Visit.objects.get()


@pytest.fixture
def review(cast, visit) -> Review:
    sample = Sample.objects.create(
        region=cast.cariri, tutor=cast.teresa, week_starts_on="2026-11-16", seed=1, frame_size=1
    )
    return Review.objects.create(sample=sample, visit=visit, position=1, drawn_because="sorteio")


def ready() -> Photo:
    return Photo.objects.get(state="ready")


def test_the_visits_page_shows_them(cast, visit, sign_in):
    page = sign_in(cast.marta).get(f"/painel/visitas/{visit.pk}/").content.decode()
    assert f'src="/painel/visitas/{visit.pk}/fotos/{ready().pk}/"' in page
    assert "ainda no celular, chega sozinha" in page
    assert "A foto está cortada ou estragada." in page


def test_a_visit_without_photos_has_no_such_part(cast, put, sign_in):
    put(visit_document(cast))
    page = sign_in(cast.marta).get(f"/painel/visitas/{Visit.objects.get().pk}/").content.decode()
    assert "Fotos do lugar" not in page


def test_the_picture_itself(cast, visit, sign_in):
    response = sign_in(cast.marta).get(f"/painel/visitas/{visit.pk}/fotos/{ready().pk}/")
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="foto-1.jpg"'
    assert b"".join(response.streaming_content) == jpeg()


def test_a_file_that_the_disk_lacks_is_not_found(cast, visit, sign_in):
    photo = ready()
    photo.file.storage.delete(photo.file.name)
    assert sign_in(cast.marta).get(f"/painel/visitas/{visit.pk}/fotos/{photo.pk}/").status_code == 404


def test_the_tutor_sees_them_in_the_evidence(cast, review, sign_in):
    teresa = sign_in(cast.teresa)
    assert f"/tutoria/{review.pk}/fotos/{ready().pk}/" in teresa.get(f"/tutoria/{review.pk}/").content.decode()
    assert teresa.get(f"/tutoria/{review.pk}/fotos/{ready().pk}/").status_code == 200


def test_only_what_can_be_shown_and_only_beside_its_own_visit(cast, visit, review, put, sign_in):
    marta, waiting = sign_in(cast.marta), Photo.objects.get(state="waiting")
    assert marta.get(f"/painel/visitas/{visit.pk}/fotos/{waiting.pk}/").status_code == 404
    put(visit_document(cast))
    other = Visit.objects.exclude(pk=visit.pk).get()
    assert marta.get(f"/painel/visitas/{other.pk}/fotos/{ready().pk}/").status_code == 404
    assert sign_in(cast.tiago).get(f"/tutoria/{review.pk}/fotos/{ready().pk}/").status_code == 404
    assert sign_in(cast.paulo).get(f"/painel/visitas/{visit.pk}/fotos/{ready().pk}/").status_code == 404


def test_the_address_in_the_storage_opens_nothing(visit, client):
    assert client.get(f"/media/{ready().file.name}").status_code == 404
