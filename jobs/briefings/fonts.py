"""Where the briefing's typeface lies, and how the style sheet names it."""

from dataclasses import dataclass
from pathlib import Path

from portfolio.language import gettext as _

# The design system's fonts are shared with the pages by their place on disk, never by an import of `web`.
FOLDER = Path(__file__).parents[2] / "web" / "static" / "vendor" / "dkfds" / "fonts"
FAMILY = "IBM Plex Sans"
FILES = {400: "IBMPlexSans-Regular.woff2", 600: "IBMPlexSans-SemiBold.woff2"}  # weight → file


@dataclass(frozen=True)
class Face:
    """One weight of the typeface and the file that holds it."""

    weight: int
    file: Path

    @property
    def rule(self) -> str:
        """The style sheet's @font-face rule."""
        return (
            f'@font-face {{ font-family: "{FAMILY}"; font-weight: {self.weight}; '
            f'src: url("{self.file.as_uri()}") format("woff2"); }}'
        )


def find_faces(folder: Path = FOLDER) -> tuple[Face, ...]:
    """Return the weights found under a folder, wherever the design system keeps them; none when it is absent."""
    found = ((weight, next(iter(sorted(folder.rglob(name))), None)) for weight, name in FILES.items())
    return tuple(Face(weight, file) for weight, file in found if file)


def missing_fonts(folder: Path = FOLDER) -> str | None:
    """Return what the doctor says when the typeface is not complete, or None when it is."""
    if len(find_faces(folder)) == len(FILES):
        return None
    return _(
        "IBM Plex Sans was not found in %(folder)s: briefings are set in another typeface. Fetch the assets again.",
        folder=folder,
    )
