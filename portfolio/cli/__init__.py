"""The command `innohus`: what an operator or a statistician does without a browser."""

from importlib import import_module
from importlib.metadata import entry_points

import click

from portfolio.errors import InnohusError
from portfolio.language import speaking

# Name → module in this folder; the command there has the same name. Loaded when asked for: pandas costs half a second.
COMMANDS = {
    "resilience": "resilience",
    "agreement": "agreement",
    "robustness": "robustness",
    "returns": "returns",
    "bond": "bond",
    "payments": "payments",
    "upgrade": "upgrade",
    "seed": "seed",
    "import": "importing",
    "export": "exporting",
    "house": "house",
    "let-in": "house",
    "due": "due",
    "register": "register",
    "doctor": "doctor",
    "figures": "figures",
    "backup": "backup",
    "restore": "backup",
    "verify-history": "history",
}


class _Commands(click.Group):
    """Finds commands by name, here and in other packages, and turns the house's errors into one sentence."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return sorted([*COMMANDS, *(entry.name for entry in entry_points(group="innohus.commands"))])

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if module := COMMANDS.get(name):
            members = vars(import_module(f"portfolio.cli.{module}")).values()
            return next(item for item in members if isinstance(item, click.Command) and item.name == name)
        found = entry_points(group="innohus.commands", name=name)
        return next((entry.load() for entry in found), None)

    def invoke(self, context: click.Context) -> object:
        try:
            with speaking("en"):  # the operator's language; a command that prints for others is told theirs
                return super().invoke(context)
        except InnohusError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="innohus")
def main() -> None:
    """Keep the portfolio of an innovation house."""
