from __future__ import annotations

import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clients.enums import BusinessSource, PositionSource, RegisterStatus, Size
from clients.models import Business, Cnae, RegisterImport
from clients.services.register_files import RegisterError
from clients.services.register_import import import_register
from tests.cast import Cast
from tests.clients.register_files import CRATO, company, establishment, lines, simples, write_folder

MERCEARIA, LETTERS, OTHER = "11222333000181", "12ABC34501DE35", "11444777000161"


@pytest.fixture
def juazeiro(cast: Cast) -> str:
    """Juazeiro's code, with no business there yet."""
    Business.objects.all().delete()
    return "2307304"


def run(folder: Path, *codes: str, **options: object) -> str:
    out = StringIO()
    call_command("import_register", str(folder), "--municipality", *codes, stdout=out, **options)
    return out.getvalue()


def test_it_works(juazeiro: str, cast: Cast, tmp_path: Path) -> None:
    said = run(write_folder(tmp_path), juazeiro)
    business = Business.objects.get()
    assert (business.cnpj, business.legal_name, business.size) == (MERCEARIA, "Mercearia São José LTDA", Size.ME)
    assert (business.trade_name, business.address) == ("Mercearia São José", "Rua do Limoeiro, 418 · Pirajá")
    assert (business.bairro_key, business.cep, business.phone) == ("PIRAJA", "63034130", "8835110000")
    assert business.secondary_cnaes == ["4729699", "5611203"]
    assert business.position_source == PositionSource.MUNICIPALITY
    assert list(business.territories.all()) == [cast.piraja]
    assert "3 linhas lidas · 1 negócios novos · 0 atualizados" in said
    assert "Estabelecimentos0.zip: lido: 1 linhas" in said


def test_the_register_code_names_the_municipality_too(juazeiro: str, tmp_path: Path) -> None:
    run(write_folder(tmp_path), "1447")
    assert Business.objects.count() == 1


def test_running_again_updates_and_never_duplicates(juazeiro: str, tmp_path: Path) -> None:
    run(write_folder(tmp_path), juazeiro)
    before = Business.objects.get()
    said = run(write_folder(tmp_path, [establishment(c4="MERCADINHO NOVO")]), juazeiro)
    after = Business.objects.get()
    assert (after.pk, after.trade_name, after.first_seen_at) == (before.pk, "Mercadinho Novo", before.first_seen_at)
    assert "0 negócios novos · 1 atualizados" in said


def test_leaves_out_what_is_not_target_public_and_says_why(juazeiro: str, tmp_path: Path) -> None:
    rows = [
        establishment(),
        establishment(LETTERS),
        establishment("11222333000262", c5="08"),
        establishment("00000000000191"),
        establishment("33000167000101"),
        establishment("11222333000999"),
        establishment(OTHER, c20=CRATO),
        establishment("A87HBZHB000161"),
    ]
    companies = [
        company(),
        company("12ABC345", "JOANA DARC 52998224725", "01"),
        company("00000000", porte="05"),
        company("33000167", porte="00"),
    ]
    said = run(write_folder(tmp_path, rows, companies, [simples("12ABC345", "S")]), juazeiro)
    assert set(Business.objects.values_list("cnpj", "size")) == {(MERCEARIA, Size.ME), (LETTERS, Size.MEI)}
    assert Business.objects.get(cnpj=LETTERS).legal_name == "Joana Darc"
    assert RegisterImport.objects.get().left_out == {
        "other_municipality": 1, "not_active": 1, "other_size": 1, "size_not_told": 1, "bad_cnpj": 1, "no_company": 1,
    }  # fmt: skip
    assert "outro porte (05): 1" in said


def test_a_broken_row_costs_only_itself(juazeiro: str, tmp_path: Path) -> None:
    write_folder(tmp_path)
    (tmp_path / "Estabelecimentos0.zip").unlink()
    body = lines([establishment()]) + b'"11222333";"BAR "DO ZE"\n' + lines([establishment(OTHER)])
    (tmp_path / "K1.ESTABELE").write_bytes(body)
    (tmp_path / "K1.EMPRECSV").write_bytes(lines([company(), company("11444777")]))
    run(tmp_path, juazeiro)
    assert Business.objects.count() == 2
    assert RegisterImport.objects.get().left_out["broken_row"] == 1


def test_who_leaves_the_target_public_keeps_its_row(juazeiro: str, tmp_path: Path) -> None:
    two = [company(), company("11444777")]
    run(write_folder(tmp_path, [establishment(), establishment(OTHER)], two), juazeiro)
    closed = [establishment(c5="08", c6="20261001"), establishment(OTHER)]
    run(write_folder(tmp_path, closed, [company(), company("11444777", porte="05")]), juazeiro)
    assert Business.objects.get(cnpj=MERCEARIA).status == RegisterStatus.CLOSED
    assert Business.objects.get(cnpj=MERCEARIA).status_on.isoformat() == "2026-10-01"
    assert Business.objects.get(cnpj=OTHER).size == Size.OTHER


def test_who_vanishes_from_the_files_keeps_its_row(juazeiro: str, tmp_path: Path) -> None:
    two = [company(), company("11444777")]
    run(write_folder(tmp_path, [establishment(), establishment(OTHER)], two), juazeiro)
    run(write_folder(tmp_path, [establishment(OTHER)], two), juazeiro)
    assert Business.objects.get(cnpj=MERCEARIA).status == RegisterStatus.NULL
    assert Business.objects.get(cnpj=OTHER).is_active


def test_stops_when_so_many_vanish_that_files_must_be_missing(
    juazeiro: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clients.services.register_import.VANISHED_FEW", 0)
    two = [company(), company("11444777")]
    run(write_folder(tmp_path, [establishment(), establishment(OTHER)], two), juazeiro)
    with pytest.raises(CommandError, match="Parece que falta algum dos arquivos"):
        run(write_folder(tmp_path, [establishment(OTHER)], two), juazeiro)
    assert Business.objects.get(cnpj=MERCEARIA).is_active
    run(tmp_path, juazeiro, accept_vanished=True)
    assert not Business.objects.get(cnpj=MERCEARIA).is_active


def test_a_swept_business_becomes_a_register_one_when_it_appears(cast: Cast, tmp_path: Path) -> None:
    Business.objects.filter(cnpj=MERCEARIA).update(source=BusinessSource.SWEEP, added_by=cast.rosangela)
    run(write_folder(tmp_path), "2307304")
    business = Business.objects.get(cnpj=MERCEARIA)
    assert (business.source, business.added_by) == (BusinessSource.REGISTER, cast.rosangela)


def test_what_was_corrected_at_the_door_stays(juazeiro: str, tmp_path: Path) -> None:
    run(write_folder(tmp_path), juazeiro)
    Business.objects.update(phone="88999990000", bairro="Salesianos", corrected_fields=["phone", "bairro"])
    run(write_folder(tmp_path), juazeiro)
    business = Business.objects.get()
    assert (business.phone, business.bairro_key) == ("88999990000", "SALESIANOS")


def test_follows_a_business_to_another_municipality(juazeiro: str, tmp_path: Path) -> None:
    run(write_folder(tmp_path), juazeiro)
    run(write_folder(tmp_path, [establishment(c20=CRATO), establishment(OTHER)], [company()]), juazeiro)
    assert Business.objects.get().municipality_id == "2304202"


def test_positions_by_cnpj_and_by_cep(juazeiro: str, tmp_path: Path) -> None:
    two = write_folder(tmp_path / "r", [establishment(), establishment(OTHER)], [company(), company("11444777")])
    by_cnpj, by_cep = tmp_path / "a.csv", tmp_path / "b.csv"
    by_cnpj.write_text(f"cnpj;latitude;longitude\n{MERCEARIA};-7.2101;-39.3202\n")
    by_cep.write_text("cep;latitude;longitude\n63034-130;-7,22;-39,33\n")
    run(two, juazeiro, positions=by_cep)
    assert set(Business.objects.values_list("position_source", flat=True)) == {PositionSource.CEP}
    run(two, juazeiro, positions=by_cnpj)
    found = Business.objects.get(cnpj=MERCEARIA)
    assert (found.latitude, found.longitude, found.position_source) == (-7.2101, -39.3202, PositionSource.ADDRESS)
    assert Business.objects.get(cnpj=OTHER).position_source == PositionSource.CEP, "a worse point replaced a better one"


def test_a_position_noted_on_a_visit_is_never_overwritten(juazeiro: str, tmp_path: Path) -> None:
    folder, points = write_folder(tmp_path / "r"), tmp_path / "a.csv"
    run(folder, juazeiro)
    Business.objects.update(latitude=-7.2, longitude=-39.3, position_source=PositionSource.VISIT)
    points.write_text(f"cnpj;latitude;longitude\n{MERCEARIA};-7.25;-39.35\n")
    run(folder, juazeiro, positions=points)
    assert Business.objects.get().latitude == -7.2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a;b\n", "deve começar com a linha"),
        ("cep;latitude;longitude\n63034130;-7\n", "linha 2: eram esperadas 3 colunas"),
        ("cep;latitude;longitude\n63034130;-39.3;-7.2\n", "linha 2: “-39.3” não é uma latitude do Brasil"),
        ("cep;latitude;longitude\n63034130;nan;-39.2\n", "não é uma latitude"),
    ],
)
def test_refuses_a_positions_file_that_is_not_one(juazeiro: str, tmp_path: Path, content: str, said: str) -> None:
    points = tmp_path / "points.csv"
    points.write_text(content)
    with pytest.raises(CommandError, match=said):
        run(write_folder(tmp_path / "r"), juazeiro, positions=points)


def test_activity_names_come_along(juazeiro: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(write_folder(tmp_path) / "Cnaes.zip", "w") as archive:
        archive.writestr("F.K03200$Z.D61114.CNAECSV", '"4712100";"Comércio de mercadorias"\n'.encode("latin-1"))
    run(tmp_path, juazeiro)
    assert Cnae.objects.get(code="4712100").description == "Comércio de mercadorias"


def test_a_zip_beside_its_extracted_file_counts_once(juazeiro: str, tmp_path: Path) -> None:
    write_folder(tmp_path)
    (tmp_path / "K3241.K03200Y0.D61114.ESTABELE").write_bytes(lines([establishment()]))
    run(tmp_path, juazeiro)
    assert RegisterImport.objects.get().left_out == {}


def test_zips_whose_members_share_a_name_are_all_read(juazeiro: str, tmp_path: Path) -> None:
    two = [company(), company("11444777")]
    with zipfile.ZipFile(write_folder(tmp_path, companies=two) / "Estabelecimentos1.zip", "w") as archive:
        archive.writestr("K3241.K03200Y0.D61114.ESTABELE", lines([establishment(OTHER)]))
    run(tmp_path, juazeiro)
    assert set(Business.objects.values_list("cnpj", flat=True)) == {MERCEARIA, OTHER}


def replace(folder: Path, content: bytes) -> None:
    (folder / "Estabelecimentos0.zip").unlink()
    (folder / "Estabelecimentos0").write_bytes(content)


SIMPLES_FILE, EMPRESAS_FILE = "F.K03200$W.SIMPLES.CSV.D61114", "K3241.K03200Y0.D61114.EMPRECSV"


def swap(folder: Path) -> None:
    """Empresas and Simples under each other's names: both have seven columns."""
    one, other = folder / SIMPLES_FILE, folder / EMPRESAS_FILE
    contents = one.read_bytes(), other.read_bytes()
    other.write_bytes(contents[0])
    one.write_bytes(contents[1])


REFUSALS = {
    "seven columns": (lambda f: replace(f, lines([company()])), "7 colunas na primeira linha; eram esperadas 30"),
    "a web page": (lambda f: replace(f, b"<html><body>504</body></html>"), "página da internet"),
    "utf-8 with a mark": (lambda f: replace(f, b"\xef\xbb\xbf" + lines([establishment()])), "UTF-8"),
    "utf-8": (lambda f: replace(f, lines([establishment(c4="PAO")]).replace(b"PAO", "PÃO".encode())), "UTF-8"),
    "empty": (lambda f: replace(f, b""), "está vazio"),
    "not a zip": (lambda f: (f / "Estabelecimentos0.zip").write_bytes(b"PK nothing"), "corrompido"),
    "no establishments": (lambda f: (f / "Estabelecimentos0.zip").unlink(), "Faltam arquivos .* Estabelecimentos"),
    "no simples": (lambda f: (f / SIMPLES_FILE).unlink(), "Faltam arquivos .* Simples"),
    "companies as simples": (lambda f: (f / SIMPLES_FILE).write_bytes(lines([company()])), "SIMPLES.* parece outro"),
    "simples as companies": (lambda f: (f / EMPRESAS_FILE).write_bytes(lines([simples()])), "EMPRE.* parece outro"),
    "both swapped": (swap, "parece outro arquivo"),
    "another table as activities": (lambda f: (f / "Cnaes0").write_bytes(b'"2062";"LTDA"\n'), "Cnaes0 .* parece outro"),
    "only the names of columns": (lambda f: replace(f, lines([["cnpj_basico"] * 30])), "parece outro arquivo"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
def test_stops_at_a_file_that_is_not_what_it_claims(juazeiro: str, tmp_path: Path, case: str) -> None:
    spoil, said = REFUSALS[case]
    spoil(write_folder(tmp_path))
    with pytest.raises(CommandError, match=said):
        run(tmp_path, juazeiro)
    assert not Business.objects.exists()
    assert RegisterImport.objects.get().problem
    assert RegisterImport.objects.get().ended_at


def test_rows_without_quotes_are_read_too(juazeiro: str, tmp_path: Path) -> None:
    (write_folder(tmp_path) / EMPRESAS_FILE).write_bytes(lines([company()]).replace(b'"', b""))
    run(tmp_path, juazeiro)
    assert Business.objects.get().legal_name == "Mercearia São José LTDA"


def test_stops_at_a_zip_that_breaks_off(juazeiro: str, tmp_path: Path) -> None:
    many = [establishment() for _ in range(3000)]
    path = write_folder(tmp_path, many) / "Estabelecimentos0.zip"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(CommandError, match="corrompido ou incompleto"):
        run(tmp_path, juazeiro)
    assert not Business.objects.exists()


def test_stops_at_a_folder_that_does_not_exist(juazeiro: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="não existe"):
        run(tmp_path / "nada", juazeiro)


def test_stops_at_an_unknown_municipality(juazeiro: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Não há município com o código 9999999"):
        run(write_folder(tmp_path), "9999999")


def test_a_run_that_is_cut_short_says_so(juazeiro: str, tmp_path: Path) -> None:
    def interrupt(progress: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_register(folder=write_folder(tmp_path), codes=[juazeiro], report=interrupt)
    assert "parou no meio" in RegisterImport.objects.get().problem


def test_the_error_is_a_value_the_caller_can_show(juazeiro: str, tmp_path: Path) -> None:
    with pytest.raises(RegisterError):
        import_register(folder=tmp_path, codes=[juazeiro])
