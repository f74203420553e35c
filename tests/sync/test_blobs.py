"""PUT and HEAD /api/blobs/…: a photo's sealed bytes arrive in pieces and become a picture of its visit (F22, F26)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from common import jobs
from common.models import AuditEntry, Job
from sync.models import Blob
from sync.services import blobs
from sync.services.pictures import CUT_OFF, NOT_JPEG, SOMETHING_HIDDEN, TOO_MANY_PIXELS, redraw
from tests.documents import visit_document
from tests.sync.photographs import Sealed, jpeg, seal
from visits.enums import PhotoState
from visits.models import Photo, Visit


@pytest.fixture
def phone(cast, sign_in):
    """Rosângela's phone."""
    return sign_in(cast.rosangela)


def put(client, photo: Sealed, first: int | None = None, last: int | None = None, **options):
    """All of a photo, or the bytes from `first` to `last`."""
    if first is None:
        return client.put(f"/api/blobs/{photo.sha256}/", photo.blob, "application/octet-stream", **options)
    piece = photo.blob[first : last + 1]
    headers = {"Content-Range": f"bytes {first}-{last}/{len(photo.blob)}"}
    return client.put(f"/api/blobs/{photo.sha256}/", piece, "application/octet-stream", headers=headers)


def head(client, photo: Sealed):
    return client.head(f"/api/blobs/{photo.sha256}/")


def open_all() -> None:
    """What the worker does with every photo whose time has come."""
    for job_id in Job.objects.filter(kind__in=[blobs.OPEN_PHOTO, blobs.OPEN_BLOB]).values_list("pk", flat=True):
        jobs.run(job_id)


def test_it_works(cast, phone):
    photo = seal()
    assert head(phone, photo).status_code == 404
    response = put(phone, photo)
    assert (response.status_code, response["Upload-Offset"]) == (201, str(len(photo.blob)))
    assert (head(phone, photo)["Upload-Offset"], head(phone, photo)["Upload-Complete"]) == (str(len(photo.blob)), "?1")
    blob = Blob.objects.get()
    assert (bytes(blob.body), blob.user) == (photo.blob, cast.rosangela)


def test_goes_on_where_it_was_cut(phone):
    """F22: the server's side."""
    photo = seal()
    first = put(phone, photo, 0, 999)
    assert (first.status_code, first["Upload-Offset"], first["Upload-Complete"]) == (202, "1000", "?0")
    assert (head(phone, photo)["Upload-Offset"], head(phone, photo)["Upload-Complete"]) == ("1000", "?0")
    assert put(phone, photo, 1000, len(photo.blob) - 1).status_code == 201
    assert bytes(Blob.objects.get().body) == photo.blob


@pytest.mark.parametrize("first", [0, 500, 1500])
def test_a_piece_that_does_not_go_on_there_is_told_where(phone, first):
    photo = seal()
    put(phone, photo, 0, 999)
    response = put(phone, photo, first, first + 99)
    assert (response.status_code, response["Upload-Offset"]) == (409, "1000")


def test_sent_again_after_it_arrived(phone):
    photo = seal()
    put(phone, photo)
    assert put(phone, photo).status_code == 201
    assert Blob.objects.count() == 1


def test_bytes_that_are_not_what_they_are_called_are_dropped(phone):
    """F22: never half a picture."""
    photo = seal()
    wrong = Sealed(photo.blob[:-1] + bytes([photo.blob[-1] ^ 1]), photo.sha256, photo.said)
    assert put(phone, wrong).status_code == 422
    assert head(phone, photo).status_code == 404
    assert not Blob.objects.exists()
    assert put(phone, photo).status_code == 201


def test_all_of_it_at_once_takes_the_place_of_a_part(phone):
    photo = seal()
    put(phone, photo, 0, 99)
    assert put(phone, photo).status_code == 201


def test_refuses_what_is_too_large(phone):
    assert put(phone, seal(b"x" * 400_000)).status_code == 413
    assert not Blob.objects.exists()


@pytest.mark.parametrize("said", ["bytes 0-9/5", "bytes 5-2/9", "bytes 0-98/100", "bits 0-9/10", "bytes 0-9/*", ""])
def test_refuses_a_range_that_makes_no_sense(phone, said):
    url = f"/api/blobs/{seal().sha256}/"
    body = b"" if not said else b"x" * 10
    assert phone.put(url, body, "application/octet-stream", headers={"Content-Range": said}).status_code == 400


def test_somebody_elses_bytes_are_not_there(cast, phone, sign_in):
    photo = seal()
    put(phone, photo)
    assert head(sign_in(cast.davi), photo).status_code == 404


def test_there_is_only_so_much_room(phone, monkeypatch):
    monkeypatch.setattr(blobs, "MOST_WAITING_EACH", 30_000)
    assert put(phone, seal(b"x" * 20_000)).status_code == 201
    response = put(phone, seal(b"y" * 20_000))
    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    monkeypatch.setattr(blobs, "MOST_WAITING_EACH", 10**9)
    monkeypatch.setattr(blobs, "MOST_WAITING", 30_000)
    assert put(phone, seal(b"z" * 20_000)).status_code == 429


def test_bytes_that_nothing_came_for_in_sixty_days_make_room(phone, monkeypatch):
    monkeypatch.setattr(blobs, "MOST_WAITING_EACH", 30_000)
    put(phone, seal(b"x" * 20_000))
    recent = timezone.now() - timedelta(days=59)
    Blob.objects.update(changed_at=recent)
    assert put(phone, seal(b"y" * 20_000)).status_code == 429
    Blob.objects.update(changed_at=recent - timedelta(days=2))
    assert put(phone, seal(b"y" * 20_000)).status_code == 201
    assert Blob.objects.count() == 1


def send(client, document) -> None:
    response = client.put(f"/api/visits/{document['id']}/", document, "application/json")
    assert response.status_code == 201, response.content


@pytest.mark.parametrize("photo_first", [True, False])
def test_photo_and_visit_come_in_any_order(cast, phone, photo_first):
    """F26: the photo first, or the visit."""
    photo = seal(jpeg(1600, 900))
    document = visit_document(cast, photos=[photo.said])
    if photo_first:
        put(phone, photo)
    send(phone, document)
    open_all()
    if not photo_first:
        assert Photo.objects.get().state == PhotoState.WAITING
        put(phone, photo)
        open_all()
    shown = Photo.objects.get()
    assert (shown.state, shown.width, shown.height, shown.key, shown.iv) == (PhotoState.READY, 1600, 900, "", "")
    assert Image.open(default_storage.open(shown.file.name)).size == (1600, 900)
    assert bytes(Blob.objects.get().body) == b""
    assert put(phone, photo).status_code == 201


def test_bytes_that_end_while_the_visits_job_runs_are_not_forgotten(cast, phone):
    """The visit's job has just looked and seen nothing; the bytes bring a job of their own."""
    photo = seal()
    send(phone, visit_document(cast, photos=[photo.said]))
    visits_job = Job.objects.get(kind=blobs.OPEN_PHOTO)
    Job.objects.filter(pk=visits_job.pk).update(locked_until=timezone.now() + timedelta(minutes=2))
    put(phone, photo)
    open_all()
    assert Photo.objects.get().state == PhotoState.READY
    Job.objects.filter(pk=visits_job.pk).update(locked_until=None)
    open_all()
    assert AuditEntry.objects.filter(verb="photo.opened").count() == 1


def test_a_photo_that_never_comes_is_given_up_after_sixty_days(cast, phone):
    send(phone, visit_document(cast, photos=[seal().said]))
    open_all()
    Visit.objects.update(received_at="2026-01-01T00:00:00Z")
    Job.objects.update(next_attempt_at="2026-01-01T00:00:00Z")
    open_all()
    assert Photo.objects.get().problem == "A foto não chegou em 60 dias."


def hidden_page() -> bytes:
    return jpeg() + b"<html><script>alert(1)</script>"


def bomb() -> bytes:
    """A small file that says it has 900 million pixels."""
    content = jpeg(16, 16)
    size = content.index(b"\xff\xc0") + 5
    return content[:size] + (30_000).to_bytes(2, "big") * 2 + content[size + 4 :]


def broken_exif() -> bytes:
    """A width in letters: turning the picture upright makes Pillow stumble over it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "x" * 20
    return jpeg(exif=exif).replace(b"\x01\x0f\x00\x02", b"\x01\x00\x00\x02")


def png() -> bytes:
    written = BytesIO()
    Image.new("RGB", (9, 9)).save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (hidden_page, SOMETHING_HIDDEN),
        (bomb, TOO_MANY_PIXELS),
        (lambda: jpeg(4100, 4000, quality=1), TOO_MANY_PIXELS),
        (png, NOT_JPEG),
        (lambda: b"<svg onload=alert(1)>", NOT_JPEG),
        (lambda: b"", NOT_JPEG),
        (lambda: jpeg()[:2000], CUT_OFF),
        (broken_exif, CUT_OFF),
    ],
)
def test_what_is_no_picture_is_kept_as_failed_and_the_visit_stands(cast, phone, content, problem):
    photo = seal(content())
    put(phone, photo)
    send(phone, visit_document(cast, photos=[photo.said]))
    open_all()
    failed = Photo.objects.get()
    assert (failed.state, failed.problem, failed.file.name) == (PhotoState.FAILED, problem, "")
    assert bytes(Blob.objects.get().body) == photo.blob
    assert Visit.objects.count() == 1
    assert AuditEntry.objects.filter(verb="photo.failed", subject_id=str(failed.pk)).exists()


def test_a_key_that_does_not_open(cast, phone):
    photo = seal()
    put(phone, photo)
    send(phone, visit_document(cast, photos=[photo.said | {"key": seal().said["key"]}]))
    open_all()
    assert Photo.objects.get().problem == "A foto não abre com a chave que a visita trouxe."


def test_nothing_but_the_pixels_is_left():
    """No place, no camera, no comment: an EXIF block with a position, and a page in a comment."""
    exif = Image.Exif()
    exif[0x010F] = "CANARIO"
    exif.get_ifd(0x8825)[2] = (7.0, 12.0, 47.0)
    picture = redraw(jpeg(exif=exif, comment=b"<script>CANARIO</script>"))
    assert b"CANARIO" not in picture.jpeg
    clean = Image.open(BytesIO(picture.jpeg))
    assert not clean.getexif()
    assert set(clean.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_one_photo_named_twice_is_a_contradiction(cast, phone):
    photo = seal()
    document = visit_document(cast, photos=[photo.said, photo.said])
    response = phone.put(f"/api/visits/{document['id']}/", document, "application/json")
    assert (response.status_code, response.json()["fields"][0]["path"]) == (422, "photos")


def test_where_the_visit_ended_is_kept(cast, phone):
    position = {"latitude": -7.2, "longitude": -39.3, "accuracy_m": 20.0}
    send(phone, visit_document(cast, departure={"position": position, "missing_because": ""}))
    visit = Visit.objects.get()
    assert (visit.departure_latitude, visit.departure_longitude, visit.departure_accuracy_m) == (-7.2, -39.3, 20.0)
    send(phone, visit_document(cast, departure={"position": None, "missing_because": "denied"}))
    assert Visit.objects.filter(departure_missing_because="denied").exists()
