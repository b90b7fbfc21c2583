"""A contract through its amendments: complete versions by day, put together for the engine, or taken apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from portfolio.errors import RuleBrokenError
from portfolio.finance.contract import Contract, contract_of, read_contract, read_document
from portfolio.language import gettext as _

KEPT = 256  # contracts kept in memory; reading YAML is the slow part of a page
AMENDMENTS = "amendments"


@dataclass(frozen=True)
class Version:
    """Complete terms as a YAML document, and the day from which they hold."""

    valid_from: date
    reason: str
    text: str


def composed(versions: Sequence[Version]) -> Contract:
    """Return one contract of its versions, the first as signed, the others as amendments."""
    return _composed(tuple(versions))


@lru_cache(maxsize=KEPT)
def _composed(versions: tuple[Version, ...]) -> Contract:
    return contract_of(composed_document(versions))


def composed_document(versions: Sequence[Version]) -> dict[str, Any]:
    """Return the fields of a contract with its amendments, each with what differs from the version before."""
    documents = [read_document(version.text) for version in versions]
    amendments = [
        {"from": version.valid_from, "reason": version.reason, "terms": terms}
        for version, before, after in zip(versions[1:], documents, documents[1:], strict=False)
        if (terms := _difference(before, after))
    ]
    return {**documents[0], AMENDMENTS: amendments} if amendments else documents[0]


def as_yaml(document: Mapping[str, Any]) -> str:
    """Return the fields of a contract as YAML, in their order."""
    return str(yaml.dump(dict(document), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100))


class _Plain(yaml.SafeDumper):
    """Writes every value in full: a day that stands in two places is no alias of the first."""

    def ignore_aliases(self, data: Any) -> bool:
        """Tell that nothing is ever an alias."""
        del data
        return True


def split(text: str) -> list[Version]:
    """Take a document apart into complete versions; raise RuleBrokenError when it is no contract."""
    contract = read_contract(text)
    if not contract.amendments:
        return [Version(contract.signed, "", text)]
    document = read_document(text)
    document.pop(AMENDMENTS)
    versions = [Version(contract.signed, "", as_yaml(document))]
    for amendment in contract.amendments:
        merged = {**document, **amendment.terms}
        document = {name: value for name, value in merged.items() if value is not None}
        versions.append(Version(amendment.valid_from, amendment.reason, as_yaml(document)))
    return versions


def amended(versions: Sequence[Version], new: Version) -> list[Version]:
    """Return versions with one more, or raise RuleBrokenError at what does not fit: `valid_from` or `document`."""
    first, last = read_contract(versions[0].text), versions[-1]
    if new.valid_from < first.signed:
        raise RuleBrokenError(_("An amendment cannot hold from before the contract was signed."), field="valid_from")
    if len(versions) > 1 and new.valid_from <= last.valid_from:
        raise RuleBrokenError(_("There is a later amendment already; this one must come after it."), field="valid_from")
    after = read_contract(new.text)
    if after.amendments:
        raise RuleBrokenError(_("Write the terms as they are from the day on, without amendments."), field="document")
    if after.currency != first.currency:
        raise RuleBrokenError(
            _("The contract is in %(currency)s, and stays so.", currency=first.currency), field="document"
        )
    if not _difference(read_document(last.text), read_document(new.text)):
        raise RuleBrokenError(_("Nothing differs from the terms before."), field="document")
    together = [*versions, new]
    composed(together)
    return together


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    gone = {name: None for name in before if name not in after}
    return {**{name: value for name, value in after.items() if name not in before or before[name] != value}, **gone}
