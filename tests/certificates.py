"""Certificates made up for a test, as PKCS#12 files."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from portfolio.config import Settings

PASSWORD = b"only for tests"
BEGINS, ENDS = datetime(2027, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Kind:
    """What a certificate is like."""

    curve: bool = False
    bits: int = 2048
    may_sign: bool = True
    ends_at: datetime = ENDS


@cache
def pkcs12_file(kind: Kind = Kind()) -> bytes:  # a frozen value
    """A self-signed certificate of Fjordhuset with its key."""
    key = ec.generate_private_key(ec.SECP256R1()) if kind.curve else rsa.generate_private_key(65537, kind.bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Innovationshuset Fjordhuset")])
    usage = x509.KeyUsage(kind.may_sign, False, not kind.may_sign, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(BEGINS)
        .not_valid_after(kind.ends_at)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"x", key, made, None, BestAvailableEncryption(PASSWORD))


def signing_settings(folder: Path, content: bytes | None = None, password: bytes = PASSWORD) -> Settings:
    """Settings of an installation that signs, with its two files in a folder."""
    file, secret = folder / "certificate.p12", folder / "password"
    file.write_bytes(pkcs12_file() if content is None else content)
    secret.write_bytes(password + b"\n")
    return Settings(data_folder=folder, signing_file=str(file), signing_password_file=str(secret))
