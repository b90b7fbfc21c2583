"""Text from outside, made safe once at the door and the same on both databases."""

import re
import unicodedata

from portfolio.errors import RuleBrokenError
from portfolio.language import gettext as _

# NUL and other control characters, lone surrogates, and the characters that turn the reading direction around.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")


def clean_line(text: str, *, field: str, required: bool = False, longest: int = 300) -> str:
    """Return one line of text in NFC without unsafe characters; raise RuleBrokenError when empty or too long."""
    return _checked(_SPACES.sub(" ", safe(text)).strip(), field=field, required=required, longest=longest)


def clean_text(text: str, *, field: str, required: bool = False, longest: int = 10_000) -> str:
    """Return several lines of text in NFC without unsafe characters; raise RuleBrokenError when empty or too long."""
    return _checked(safe(text).strip(), field=field, required=required, longest=longest)


def safe(text: str) -> str:
    """Return a text in NFC without unsafe characters, whatever its length."""
    return _UNSAFE.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))


def _checked(text: str, *, field: str, required: bool, longest: int) -> str:
    if required and not text:
        raise RuleBrokenError(_("Write something here."), field=field)
    if len(text) > longest:
        raise RuleBrokenError(
            _("This is %(length)s characters long; there is room for %(longest)s.", length=len(text), longest=longest),
            field=field,
        )
    return text


def folded(name: str) -> str:
    """Return a name as it is compared: one kind of space, no difference of case."""
    return _SPACES.sub(" ", safe(name)).strip().casefold()
