"""Settings: environment variables only, read once at each door and passed on."""

import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting of Innohus; the defaults are safe in production. Documented in `docs/settings.md`."""

    model_config = SettingsConfigDict(env_prefix="INNOHUS_", frozen=True, extra="ignore")

    data_folder: Path = Field(Path("data"), description="Folder of the embedded database, mailbox and keys.")
    database_url: str = Field("", description="Database address; empty means SQLite in the data folder.")
    secret_key: SecretStr = Field(
        SecretStr(""), description="Key that signs cookies; empty means one made once in the data folder."
    )
    base_url: str = Field(
        "http://127.0.0.1:8000", description="Address that people reach the web pages at; used in mails and briefings."
    )
    trusted_hosts: str = Field("", description="Comma-separated host names served; empty means base_url's host.")
    smtp_host: str = Field("", description="Mail server; empty means a Maildir in the data folder.")
    smtp_port: int = Field(587, description="Port of the mail server.")
    smtp_user: str = Field("", description="Account at the mail server; empty means none.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password at the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the mail conversation is protected; the certificate is verified."
    )
    mail_from: str = Field("innohus@localhost", description="Sender address of every mail.")
    figures_folder: str = Field(
        "", description="Folder of newer occupation figures and titles; empty means the shipped."
    )
    signing_file: str = Field("", description="PKCS#12 file with the key and certificate that sign briefings.")
    signing_password_file: str = Field("", description="File that holds the password of the PKCS#12 file.")
    feeds_allow_private: bool = Field(
        False, description="Let news feeds be fetched from addresses inside the own network."
    )
    demo: bool = Field(False, description="Show the demo accounts on the sign-in page and the local mailbox as a page.")

    @property
    def resolved_database_url(self) -> str:
        """The database address, or the embedded SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_folder.resolve() / 'innohus.db'}"

    @property
    def mailbox(self) -> Path:
        """The Maildir that takes the mails when there is no mail server."""
        return self.data_folder / "mailbox"

    def signing_key(self) -> str:
        """Return the key that signs cookies, making and keeping one for the embedded start."""
        if given := self.secret_key.get_secret_value():
            return given
        keeper = self.data_folder / "secret-key"
        if not keeper.exists():
            self.data_folder.mkdir(parents=True, exist_ok=True)
            keeper.touch(mode=0o600)
            keeper.write_text(secrets.token_urlsafe(48))
        return keeper.read_text().strip()
