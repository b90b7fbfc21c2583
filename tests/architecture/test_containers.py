"""Dockerfile and compose.yaml: nothing here can build them, so each file, program and module they name is looked up."""

import json
import re
import shlex
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

import pytest
import yaml

from portfolio.config import Settings
from tests.architecture.checkout import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "innohus"}
PROGRAMS = {entry.name for entry in entry_points(group="console_scripts")}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions: word and rest, continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


INSTRUCTIONS = instructions()


def rests(word: str) -> list[str]:
    return [rest for found, rest in INSTRUCTIONS if found == word]


def copied() -> Iterator[str]:
    for rest in rests("COPY"):
        if not rest.startswith("--from"):
            yield from shlex.split(rest)[:-1]


def commands() -> Iterator[list[str]]:
    yield from (json.loads(rest) for rest in rests("CMD"))
    yield from (service["command"] for service in OURS.values() if "command" in service)


def test_every_instruction_is_one_that_docker_knows():
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}

    assert {word for word, _ in INSTRUCTIONS} <= known


@pytest.mark.parametrize("source", list(copied()))
def test_every_copied_file_exists_and_is_let_in(source: str):
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")]

    assert (ROOT / source).exists()
    assert any(fnmatch(source.split("/", maxsplit=1)[0], name) for name in allowed)


@pytest.mark.parametrize("command", list(commands()), ids=lambda command: command[0])
def test_every_command_is_a_program_of_ours_or_of_the_lock(command: list[str]):
    assert command[0] in PROGRAMS


def test_the_commands_of_innohus_exist():
    from portfolio.cli import main

    wanted = [command[1] for command in commands() if command[0] == "innohus"]

    assert wanted
    assert set(wanted) <= set(main.list_commands(None))


def test_the_pages_are_served_as_on_every_machine():
    pages = next(command for command in commands() if command[0] == "gunicorn")
    configuration = pages[pages.index("--config") + 1].removeprefix("python:")
    module, _, factory = pages[-1].removesuffix("()").partition(":")

    assert import_module(configuration).worker_class == "gthread"
    assert callable(getattr(import_module(module), factory))


def test_the_health_check_exists():
    program = json.loads(rests("HEALTHCHECK")[0].split("CMD ")[1])

    assert program[0] == "python"
    assert (ROOT / program[1].removeprefix("/innohus/")).exists()


def test_the_image_runs_without_rights():
    assert rests("USER") == ["innohus"]
    assert [word for word, _ in INSTRUCTIONS].index("USER") < [word for word, _ in INSTRUCTIONS].index("CMD")


def test_the_image_has_the_system_packages_that_run_installs():
    needed = re.search(r"need_packages (.*)", (ROOT / "run").read_text())
    installed = " ".join(rests("RUN"))

    assert needed
    assert [package for package in needed.group(1).split() if package not in installed] == []


def test_both_doors_and_the_upgrade_come_from_one_image():
    assert set(OURS) == {"upgrade", "web", "jobs"}
    assert OURS["jobs"]["command"] != OURS["web"].get("command")


def test_compose_knows_every_setting_it_names_and_gives_all_services_the_same():
    known = {f"INNOHUS_{name.upper()}" for name in Settings.model_fields}
    given = [service["environment"] for service in OURS.values()]

    assert set(given[0]) <= known
    assert all(environment == given[0] for environment in given)


def test_compose_holds_no_secret():
    for service in COMPOSE["services"].values():
        for name, value in service["environment"].items():
            if any(word in name for word in ("PASSWORD", "SECRET", "DATABASE_URL")):
                assert "${INNOHUS_" in value, name


def test_every_service_waits_for_one_that_exists():
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])
        assert {mount.split(":")[0] for mount in service.get("volumes", [])} <= set(COMPOSE["volumes"])
