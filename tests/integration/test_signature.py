"""A signed briefing: valid by another program's check, still accessible and archivable, the same bytes again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from jobs.briefings.rendering import RenderingError
from jobs.briefings.signing import signed
from portfolio.briefing.problems import Problem, problem_sentence
from portfolio.cli import main
from portfolio.cli.doctor import Finding, _signature
from portfolio.config import Settings
from portfolio.language import LANGUAGES, speaking
from tests.briefing_house import MARCH, a_content, a_sheet
from tests.certificates import BEGINS, ENDS, PASSWORD, Kind, pkcs12_file, signing_settings
from tests.printing import Printer

REFUSED: dict[str, tuple[dict[str, Any], Problem]] = {
    "not a certificate": ({"content": b"nothing of the kind"}, Problem.SIGNATURE_LOCKED),
    "a wrong password": ({"password": b"guessed"}, Problem.SIGNATURE_LOCKED),
    "no password": ({"password": b""}, Problem.SIGNATURE_LOCKED),
    "a key whose signatures vary": ({"content": pkcs12_file(Kind(curve=True))}, Problem.SIGNATURE_UNFIT),
    "a key that is too short": ({"content": pkcs12_file(Kind(bits=1024))}, Problem.SIGNATURE_UNFIT),
    "a key that may not sign": ({"content": pkcs12_file(Kind(may_sign=False))}, Problem.SIGNATURE_UNFIT),
    "an expired one": (
        {"content": pkcs12_file(Kind(ends_at=datetime(2027, 2, 1, tzinfo=UTC)))},
        Problem.SIGNATURE_EXPIRED,
    ),
}


@pytest.fixture
def pdf(printed: Printer) -> bytes:
    return printed(a_content("da", [a_sheet(1, "Natteboligen", "445554421232333", work="5322")]))


def checked(content: bytes) -> Any:
    """What pyHanko's own validator says, with the test's certificate as the only root it trusts."""
    certificate = pkcs12.load_key_and_certificates(pkcs12_file(), PASSWORD)[1]
    assert certificate is not None
    reader = PdfFileReader(BytesIO(content))
    [signature] = reader.embedded_signatures
    trusted = ValidationContext(trust_roots=[signature.signer_cert], moment=MARCH, allow_fetching=False)
    assert signature.signer_cert.serial_number == certificate.serial_number
    return validate_pdf_signature(signature, trusted)


def test_another_program_finds_the_signature_valid_and_over_the_whole_file(pdf: bytes, tmp_path: Path):
    status = checked(signed(pdf, signing_settings(tmp_path), at=MARCH))

    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.signer_reported_dt == MARCH
    assert status.docmdp_ok


def test_a_change_after_the_signature_is_found(pdf: bytes, tmp_path: Path):
    content = signed(pdf, signing_settings(tmp_path), at=MARCH)
    writer = IncrementalPdfFileWriter(BytesIO(content))
    writer.root["/Lang"] = writer.root["/Lang"].__class__("en")
    writer.update_root()
    changed = BytesIO()
    writer.write(changed)

    assert not checked(changed.getvalue()).bottom_line
    assert not checked(content.replace(b"/DisplayDocTitle true", b"/DisplayDocTitle null")).intact


def test_the_same_snapshot_gives_the_same_signed_bytes(pdf: bytes, tmp_path: Path):
    settings = signing_settings(tmp_path)

    assert signed(pdf, settings, at=MARCH) == signed(pdf, settings, at=MARCH) != pdf


@pytest.mark.pdf
def test_it_stays_accessible_and_archivable(pdf: bytes, tmp_path: Path, pdf_failures: Callable[..., object]):
    content = signed(pdf, signing_settings(tmp_path), at=MARCH)

    assert pdf_failures(content, "ua1") == {}
    assert pdf_failures(content, "3a") == {}


def test_without_the_setting_nothing_is_signed(pdf: bytes, tmp_path: Path):
    assert signed(pdf, Settings(data_folder=tmp_path), at=MARCH) is pdf


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_sign_is_a_sentence_and_never_an_unsigned_file(kind: str, tmp_path: Path):
    given, problem = REFUSED[kind]

    with pytest.raises(RenderingError) as refused:
        signed(b"%PDF-", signing_settings(tmp_path, **given), at=MARCH)

    assert refused.value.problems == (problem,)


@pytest.mark.parametrize("missing", ["certificate.p12", "password"])
def test_a_missing_file_is_a_sentence(missing: str, tmp_path: Path):
    settings = signing_settings(tmp_path)
    (tmp_path / missing).unlink()

    with pytest.raises(RenderingError) as refused:
        signed(b"%PDF-", settings, at=MARCH)

    assert refused.value.problems == (Problem.SIGNATURE_MISSING,)


def test_it_signs_until_its_last_moment_and_not_before_its_first(pdf: bytes, tmp_path: Path):
    settings = signing_settings(tmp_path)

    assert all(signed(pdf, settings, at=moment).startswith(pdf) for moment in (BEGINS, ENDS))
    with pytest.raises(RenderingError):
        signed(pdf, settings, at=BEGINS - timedelta(seconds=1))


def test_a_file_that_cannot_be_signed_is_a_sentence(tmp_path: Path):
    with pytest.raises(RenderingError) as refused:
        signed(b"no PDF at all", signing_settings(tmp_path), at=MARCH)

    assert refused.value.problems == (Problem.SIGNATURE_FAILED,)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("problem", [problem for problem in Problem if problem.startswith("signature")])
def test_each_reason_says_that_nothing_goes_out_unsigned(problem: Problem, language: str):
    with speaking(language):
        sentence = problem_sentence(problem)

    assert sentence.endswith({"da": "og lav den igen.", "en": "and make it again."}[language])


def test_the_doctor_tells_who_signs_and_when_the_certificate_ends(tmp_path: Path):
    settings = signing_settings(tmp_path)

    assert _signature(Settings(data_folder=tmp_path), MARCH) == Finding("signature", True, "Briefings are not signed.")
    well = _signature(settings, MARCH)
    assert (well.well, well.sentence) == (
        True,
        "Briefings are signed as CN=Innovationshuset Fjordhuset, until 2029-01-01.",
    )
    assert "Renew the certificate soon." in _signature(settings, datetime(2028, 12, 1, tzinfo=UTC)).sentence
    assert not _signature(settings, datetime(2029, 2, 1, tzinfo=UTC)).well


def test_the_doctor_s_command_says_what_is_amiss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("INNOHUS_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("INNOHUS_SIGNING_FILE", str(tmp_path / "none.p12"))

    said = CliRunner().invoke(main, ["doctor"])

    assert said.exit_code == 1
    assert "AMISS  signature: The certificate for signing, or the file with its password, cannot be" in said.output
