"""A backup file: the database as SQLite's own backup makes it, the key beside it, and a manifest that proves both."""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import make_url

from portfolio.cli.history import check_houses
from portfolio.config import Settings
from portfolio.db import open_engine
from portfolio.errors import InnohusError, RuleBrokenError
from portfolio.language import gettext as _

DATABASE, KEY, MANIFEST = "innohus.db", "secret-key", "manifest.json"
CHUNK = 1024 * 1024  # bytes
LARGEST_MANIFEST = 10 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: when it was made, by which version, and the digest of each file."""

    made_at: str
    version: str
    files: dict[str, str]
    houses: list[dict[str, Any]]


def make_backup(settings: Settings, target: Path, *, at: datetime) -> Manifest:
    """Write a checked backup to a file that is not there yet; raise InnohusError when the database does not hold."""
    source = database_file(settings)
    with TemporaryDirectory(dir=target.parent) as folder:
        copy = Path(folder) / DATABASE
        live = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)
        with closing(live), closing(sqlite3.connect(copy)) as backup:
            live.backup(backup)
        houses = check_database(copy)
        key = settings.data_folder / KEY
        if key.is_file():
            shutil.copyfile(key, Path(folder) / KEY)
        files = {name: _digest(Path(folder) / name) for name in (DATABASE, KEY) if (Path(folder) / name).is_file()}
        manifest = Manifest(at.isoformat(), version("innohus"), files, houses)
        _write(Path(folder), manifest, target)
    return manifest


@contextmanager
def unpacked(file: Path, beside: Path) -> Iterator[tuple[Path, Manifest]]:
    """Unpack a backup into a temporary folder and check it; raise InnohusError when anything does not fit."""
    with TemporaryDirectory(dir=beside) as folder:
        try:
            with ZipFile(file) as archive:
                manifest = _manifest(archive)
                for name, digest in manifest.files.items():
                    _extract(archive, name, Path(folder) / name, digest)
        except (BadZipFile, KeyError, ValueError, TypeError, EOFError) as damaged:
            raise InnohusError(_("%(file)s is no backup of Innohus, or it is damaged.", file=file.name)) from damaged
        yield Path(folder), manifest


def database_file(settings: Settings) -> Path:
    """Return the SQLite file of the settings; raise InnohusError when there is none or the database is another kind."""
    url = make_url(settings.resolved_database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise InnohusError(_("This database is PostgreSQL: back it up with pg_dump and restore it with pg_restore."))
    if not Path(url.database).is_file():
        raise InnohusError(_("There is no database at %(file)s.", file=url.database))
    return Path(url.database)


def check_database(file: Path) -> list[dict[str, Any]]:
    """Return count and head of each house's history; raise InnohusError when the file or a chain is broken."""
    with closing(sqlite3.connect(file)) as connection:
        try:
            told = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
            strays = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as broken:
            raise InnohusError(_("The database is damaged: %(reason)s.", reason=str(broken))) from broken
    if told != ["ok"]:
        raise InnohusError(_("The database is damaged: %(reason)s.", reason="; ".join(told)[:300]))
    if strays:
        raise InnohusError(_("%(count)s rows of %(table)s refer to nothing.", count=len(strays), table=strays[0][0]))
    engine = open_engine(f"sqlite:///{file}")
    checks = check_houses(engine)
    engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    for name, check in checks:
        if not check.holds:
            raise InnohusError(_("The history of %(house)s is broken. %(reason)s", house=name, reason=check.reason))
    return [{"house": name, "entries": check.count, "head": check.head} for name, check in checks]


def _write(folder: Path, manifest: Manifest, target: Path) -> None:
    draft = folder / "draft.zip"
    with ZipFile(draft, "w", ZIP_DEFLATED) as archive:
        for name in manifest.files:
            archive.write(folder / name, name)
        archive.writestr(MANIFEST, json.dumps(vars(manifest), indent=2))
    draft.chmod(0o600)  # it holds the house and its key
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(draft, target)  # fails when the target has come up meanwhile, unlike a rename
    except FileExistsError as taken:
        raise RuleBrokenError(_("%(file)s is there already. Choose another name.", file=target)) from taken


def _manifest(archive: ZipFile) -> Manifest:
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise ValueError("manifest")
    manifest = Manifest(**json.loads(archive.read(MANIFEST)))
    if not {DATABASE} <= set(manifest.files) <= {DATABASE, KEY}:
        raise ValueError("files")
    return manifest


def _extract(archive: ZipFile, name: str, target: Path, digest: str) -> None:
    with archive.open(name) as packed, target.open("xb") as file:
        shutil.copyfileobj(packed, file, CHUNK)
    target.chmod(0o600)
    if _digest(target) != digest:
        raise ValueError(name)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
