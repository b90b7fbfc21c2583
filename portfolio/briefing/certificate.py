"""The key and certificate with which an installation signs its briefings, read and checked before they are trusted."""

from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import Certificate, ExtensionNotFound, KeyUsage

from portfolio.briefing.problems import Problem
from portfolio.config import Settings

SHORTEST_KEY = 2048  # bits


class CertificateError(Exception):
    """There is no certificate to sign with; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class SigningKey:
    """A PKCS#12 file that can be opened, and the certificate inside."""

    content: bytes
    password: bytes
    certificate: Certificate

    @property
    def holder(self) -> str:
        """Who signs, as the certificate says."""
        return self.certificate.subject.rfc4514_string()

    @property
    def ends_at(self) -> datetime:
        """The moment after which it can no longer sign."""
        return self.certificate.not_valid_after_utc


def find_signing_key(settings: Settings, *, at: datetime) -> SigningKey | None:
    """Return what briefings are signed with, None when nothing is set; raise CertificateError when it cannot be used.

    The key must be RSA: its signatures of the same bytes are the same bytes, as everything frozen must be.
    """
    if not settings.signing_file:
        return None
    content = _read(settings.signing_file)
    password = _read(settings.signing_password_file).strip() if settings.signing_password_file else b""
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(content, password or None)
    except (ValueError, TypeError) as error:
        raise CertificateError(Problem.SIGNATURE_LOCKED) from error
    if certificate is None or not isinstance(key, RSAPrivateKey) or key.key_size < SHORTEST_KEY:
        raise CertificateError(Problem.SIGNATURE_UNFIT)
    if not _may_sign(certificate):
        raise CertificateError(Problem.SIGNATURE_UNFIT)
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise CertificateError(Problem.SIGNATURE_EXPIRED)
    if find_spec("pyhanko") is None:
        raise CertificateError(Problem.SIGNATURE_TOOL)
    return SigningKey(content, password, certificate)


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CertificateError(Problem.SIGNATURE_MISSING) from error


def _may_sign(certificate: Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        return True  # a certificate that restricts nothing
    return usage.digital_signature or usage.content_commitment
