"""`innohus backup` and `innohus restore`: the whole installation in one checked file, and back."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import click

from portfolio import clock
from portfolio.actions.restoring import pause_sending
from portfolio.cli.backup_file import DATABASE, KEY, Manifest, check_database, make_backup, unpacked
from portfolio.cli.door import in_language
from portfolio.cli.exporting import prepare_folder
from portfolio.config import Settings
from portfolio.db import open_engine, writing
from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _
from portfolio.migrations import upgrade


@click.command()
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="A new file, or a folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def backup(*, target: Path, as_json: bool) -> None:
    """Copy the running database into one file, and check the copy.

    The file holds the database and the key that signs cookies: keep it as safe as the house. Its integrity, its
    references and the history of every house are checked before it is kept.
    """
    with in_language("en"):
        at = clock.now()
        file = _new_file(target, at)
        manifest = make_backup(Settings(), file, at=at)
    if as_json:
        click.echo(json.dumps({"file": str(file), **vars(manifest)}))
    else:
        click.echo(f"Wrote {file} ({file.stat().st_size:,} bytes), checked: {_houses(manifest)}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="An empty or new data folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def restore(*, file: Path, target: Path, as_json: bool) -> None:
    """Unpack a backup into an empty data folder, and hold all sending.

    Mails that had not gone out when the backup was made are in doubt now, and nothing is sent until somebody runs
    `innohus-jobs resume`: what was sent since the backup is not known.
    """
    with in_language("en"):
        prepare_folder(target)
        with unpacked(file, target) as (folder, manifest):
            check_database(folder / DATABASE)
            for name in manifest.files:
                (folder / name).rename(target / name)
        in_doubt = _pause(target, manifest)
    if as_json:
        click.echo(json.dumps({"folder": str(target), "mails_in_doubt": in_doubt, **vars(manifest)}))
        return
    click.echo(f"Restored {_houses(manifest)} from {manifest.made_at} to {target}.")
    click.echo(f"{in_doubt} mails are in doubt now. Nothing is sent until you run “innohus-jobs resume”.")
    if KEY not in manifest.files:
        click.echo("The key was not in the backup: set INNOHUS_SECRET_KEY to the one that was used.")


def _pause(target: Path, manifest: Manifest) -> int:
    engine = open_engine(f"sqlite:///{target.resolve() / DATABASE}")
    try:
        upgrade(engine)
        with writing(engine) as session:
            made_at = datetime.fromisoformat(manifest.made_at).astimezone(UTC)
            return pause_sending(session, at=clock.now(), made_at=made_at)
    finally:
        engine.dispose()


def _new_file(target: Path, at: datetime) -> Path:
    file = target / f"innohus-{at:%Y-%m-%dT%H%M%SZ}.zip" if target.is_dir() else target
    if file.exists():
        raise RuleBrokenError(_("%(file)s is there already. Choose another name.", file=file), field="to")
    if not file.parent.is_dir() or not os.access(file.parent, os.W_OK):
        raise RuleBrokenError(_("Cannot write in %(folder)s.", folder=file.parent), field="to")
    return file


def _houses(manifest: Manifest) -> str:
    return ", ".join(f"{one['house']} with {one['entries']} entries" for one in manifest.houses) or "no houses"
