"""What a briefing may fetch while it is laid out: its own fonts and pictures, and nothing else."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint import URLFetcher
from weasyprint.urls import FatalURLFetchingError


class RefusedAddressError(FatalURLFetchingError):  # type: ignore[misc]  # WeasyPrint publishes no types
    """The page asked for something outside itself; the rendering stops."""


class OwnFilesFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint publishes no types
    """Fetches `data:` addresses and named files; everything else stops the rendering."""

    def __init__(self, files: Iterable[Path]) -> None:
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False, fail_on_errors=True)
        self._files = frozenset(file.resolve() for file in files)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Return what an address holds; raise RefusedAddressError for one that is not the briefing's own."""
        parts = urlsplit(url)
        is_own = parts.scheme == "file" and not parts.netloc and Path(url2pathname(parts.path)).resolve() in self._files
        if parts.scheme == "data" or is_own:
            return super().fetch(url, headers)
        raise RefusedAddressError(f"A briefing may not fetch {url[:200]!r}")
