"""Writing objects of WeasyPrint's document down as chunks, with the numbers they have within a piece."""

import re
import zlib
from typing import Any

import pydyf

from jobs.briefings.pieces import Chunk, Drawn

REFERENCE = re.compile(rb"(\d+) 0 R")
EFFORT = 4  # of compressing; six saves three per cent, and joining takes half as long again


class Slot:
    """What only the joined document can fill in."""

    def __init__(self, *what: str | int) -> None:
        self.what = list(what)


class Collector:
    """Numbers the objects that can be reached from what is asked for, in the order in which they are met."""

    def __init__(self, objects: list[Any], outside: dict[int, str]) -> None:
        self._objects = objects
        self._outside = outside
        self._numbers: dict[int, int] = {}
        self._waiting: list[int] = []

    def number(self, reference: bytes) -> int:
        """Return the number within the piece of an object of WeasyPrint's document."""
        found = REFERENCE.fullmatch(reference)
        if found is None:
            raise ValueError(f"{reference!r} is no reference")
        return self._number(int(found[1]))

    def drawn(self) -> list[Drawn]:
        """Return every object that was asked for, and all that they refer to."""
        done: list[Drawn] = []
        while len(done) < len(self._waiting):
            done.append(self._drawn(self._objects[self._waiting[len(done)]]))
        return done

    def _number(self, theirs: int) -> int:
        if theirs not in self._numbers:
            self._numbers[theirs] = len(self._waiting)
            self._waiting.append(theirs)
        return self._numbers[theirs]

    def _drawn(self, item: Any) -> Drawn:
        if isinstance(item, pydyf.Stream):
            content = b"\n".join([part if isinstance(part, bytes) else pydyf._to_bytes(part) for part in item.stream])
            if "Filter" in item.extra:  # a picture, packed already
                return Drawn(self._chunks(pydyf.Dictionary({**item.extra, "Length": len(content)})), content)
            content = zlib.compress(content, EFFORT)
            extra = pydyf.Dictionary({**item.extra, "Filter": "/FlateDecode", "Length": len(content)})
            return Drawn(self._chunks(extra), content)
        return Drawn(self._chunks(item))

    def _chunks(self, value: Any) -> list[Chunk]:
        found: list[bytes | int | list[Any]] = []
        self._write(value, found)
        chunks: list[Chunk] = []
        text: list[bytes] = []
        for one in found:
            if isinstance(one, bytes):
                text.append(one)
                continue
            if text:
                chunks.append(b"".join(text).decode("latin-1"))
                text = []
            chunks.append(one)
        if text:
            chunks.append(b"".join(text).decode("latin-1"))
        return chunks

    def _write(self, value: Any, found: list[bytes | int | list[Any]]) -> None:
        if isinstance(value, bytes):
            found.append(self._bytes(value))
        elif isinstance(value, pydyf.Dictionary):
            found.append(b"<<")
            for key, item in value.items():
                found.append(b"/%b " % (key if isinstance(key, bytes) else key.encode()))
                self._write(item, found)
            found.append(b">>")
        elif isinstance(value, pydyf.Array):
            found.append(b"[")
            for place, item in enumerate(value):
                if place:
                    found.append(b" ")
                self._write(item, found)
            found.append(b"]")
        elif isinstance(value, Slot):
            found.append(value.what)
        else:
            found.append(pydyf._to_bytes(value))

    def _bytes(self, value: bytes) -> bytes | int | list[Any]:
        """Return bytes as they are, or the object that they refer to."""
        if not value.endswith(b" 0 R") or (reference := REFERENCE.fullmatch(value)) is None:
            return value
        theirs = int(reference[1])
        outside = self._outside.get(theirs)
        return [outside] if outside else self._number(theirs)
