"""Handing out files: stored bytes under a safe name, never run or guessed at by a browser."""

import io
import unicodedata

from flask import send_file
from werkzeug.wrappers import Response

SHOWN = frozenset({"application/pdf", "image/png"})  # opened in the browser; anything else is saved
# A PDF viewer is a plug-in to the browser's policy; everything else in the file stays shut out.
POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def send_bytes(content: bytes, *, media_type: str, name: str, save: bool = False) -> Response:
    """Return a file as an answer; PDFs open in the browser unless they are to be saved."""
    answer = send_file(
        io.BytesIO(content),
        mimetype=media_type,
        as_attachment=save or media_type not in SHOWN,
        download_name=safe_name(name),
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def safe_name(name: str) -> str:
    """Return a file name that every system takes, letters kept: no paths, control characters or leading dots."""
    plain = unicodedata.normalize("NFC", name)
    kept = "".join(letter if letter.isprintable() and letter not in '/\\:*?"<>|' else "-" for letter in plain)
    return kept.strip(" .")[:150] or "innohus"
