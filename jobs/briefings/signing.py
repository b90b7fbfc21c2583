"""Signing a briefing's PDF, where the installation has a certificate; what should be signed never leaves unsigned.

The signature is an addition at the end of the file, without a picture: PDF/UA-1 and PDF/A-3a still hold. Its time is
that of the snapshot and its key RSA, so that the same snapshot gives the same bytes.
"""

import hashlib
import logging
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from jobs.briefings.rendering import RenderingError
from portfolio.briefing.certificate import CertificateError, SigningKey, find_signing_key
from portfolio.briefing.problems import Problem
from portfolio.config import Settings

LOG = logging.getLogger(__name__)
FIELD = "Signature"


def signed(pdf: bytes, settings: Settings, *, at: datetime) -> bytes:
    """Return a PDF with the installation's signature, as it is when none is set up; `at` is the snapshot's moment.

    Raises RenderingError when the certificate is missing, wrong or expired at that moment.
    """
    key = _key(settings, at)
    if key is None:
        return pdf
    try:
        return _sign(pdf, key, at)
    except Exception as error:  # whatever a PDF or a certificate can do to the library, the board gets nothing unsigned
        LOG.exception("Signing failed")
        raise RenderingError(Problem.SIGNATURE_FAILED) from error


def signer(settings: Settings, *, at: datetime) -> str | None:
    """Return whose certificate signs at that moment, None when none is set up; raises as `signed` does."""
    key = _key(settings, at)
    return key.holder if key else None


def _key(settings: Settings, at: datetime) -> SigningKey | None:
    try:
        return find_signing_key(settings, at=at)
    except CertificateError as error:
        raise RenderingError(error.problem) from error


def _sign(pdf: bytes, key: SigningKey, at: datetime) -> bytes:
    from pyhanko.sign.fields import MDPPerm  # noqa: PLC0415  # an extra that most installations lack
    from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner  # noqa: PLC0415  # likewise

    signer = SimpleSigner.load_pkcs12_data(key.content, other_certs=(), passphrase=key.password or None)
    if signer is None:
        raise ValueError("The library could not open the PKCS#12 file")
    writer_of, signer_of = _exact()
    writer = writer_of(BytesIO(pdf))
    writer._document_id[1] = type(writer._document_id[1])(hashlib.sha256(pdf).digest()[:16])  # else a random one
    # It certifies the file: a reader's program warns of any later change at all.
    said = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES
    )
    made: bytes = signer_of(said, signer, at).sign_pdf(writer).getvalue()
    return made


@cache
def _exact() -> tuple[Any, Any]:
    """Return the library's writer and signer without their clock, loaded when somebody signs."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415  # an extra, as above
    from pyhanko.sign.signers import PdfSigner  # noqa: PLC0415  # likewise

    class UndatedWriter(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """Leave what the file says of itself, instead of writing the moment of signing into it."""

    class DatedSigner(PdfSigner):
        def __init__(self, said: Any, signer: Any, at: datetime) -> None:
            super().__init__(said, signer=signer)
            self._at = at

        def init_signing_session(self, *given: Any, **named: Any) -> Any:
            """Begin at the snapshot's moment."""
            session = super().init_signing_session(*given, **named)
            session.system_time = self._at
            return session

    return UndatedWriter, DatedSigner
