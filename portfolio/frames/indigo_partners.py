"""Who takes part in a project of INDIGO, and which sector they come from as far as the data tells."""

import re
from collections import defaultdict
from collections.abc import Mapping

from portfolio.frames.indigo_defects import Defect
from portfolio.frames.indigo_folder import ORGANISATION_ID, ORGANISATIONS, PARTNER_TABLES, Table
from portfolio.frames.project_rows import Reading
from portfolio.language import gettext as _

ROLE = "Organisation Role Category - (Value)"
TYPES = {
    "Government body": "public",
    "Multilateral, bilateral or intergovernmental body": "public",
    "Registered non-profit organisation, charity or foundation": "civil_society",
    "Registered company, partnership or commercial association": "private",
}
# "Other", "Investment Fund" and "Impact Investor" are left out: funds of the state, of foundations and of banks
# all carry these labels.
ROLES = {
    "Government/Public Sector/Public Bank": "public",
    "Multilateral/Bilateral/Intergovernmental Financial Institution": "public",
    "Nonprofit/NGO": "civil_society",
    "Foundation/Philanthropist": "civil_society",
    "For-profit": "private",
    "Commercial": "private",
    "Commercia": "private",
    "Corporate Giving": "private",
    "High Net Worth Individual/Family Office/Private Bank": "private",
}
NAMES = (  # what a name itself says: a municipality is public, and a legal form of companies is private
    (re.compile(r"\b(municipality|kommune)\b", re.IGNORECASE), "public"),
    (re.compile(r"\b(aps|a/s)\b", re.IGNORECASE), "private"),
)


class Partners:
    """The organisations of an export and the projects they take part in."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._organisations = {row["ID"]: row for row in tables[ORGANISATIONS].rows}
        self._by_project: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
        self._roles: dict[str, set[str]] = defaultdict(set)
        for name in PARTNER_TABLES:
            for number, row in enumerate(tables[name].rows if name in tables else (), start=2):
                if organisation := row[ORGANISATION_ID].strip():
                    self._by_project[row["Project ID"]].setdefault(organisation, (name, number))
                    if sector := ROLES.get(row[ROLE].strip()):
                        self._roles[organisation].add(sector)

    def of(self, project: str) -> list[str]:
        """Return the ids of the organisations that take part in a project."""
        return list(self._by_project[project])

    def stated(self, project: str, reading: Reading, defects: list[Defect]) -> list[dict[str, str]]:
        """Return the partners of a project; what is missing or contradictory becomes a note or a defect."""
        found: dict[str, str] = {}
        for organisation, (file, number) in self._by_project[project].items():
            name = self._name(organisation)
            if not name:
                reason = _("The organisation %(id)s is not in the export.", id=organisation)
                defects.append(
                    Defect("unknown_organisation", project, file, number, ORGANISATION_ID, organisation, False, reason)
                )
                reading.note(reason, "partners")
                continue
            sector = self._sector(organisation, name)
            if sector == "unknown" and found.get(name, sector) == sector:
                reading.note(_("INDIGO does not tell the sector of %(partner)s.", partner=name), "partners")
            found[name] = sector if found.get(name, "unknown") == "unknown" else found[name]
        return [{"name": name, "sector": sector} for name, sector in sorted(found.items())]

    def _name(self, organisation: str) -> str:
        row = self._organisations.get(organisation)
        return " ".join(row["Name"].split()) if row else ""

    def _sector(self, organisation: str, name: str) -> str:
        if sector := TYPES.get(self._organisations[organisation]["Type - (Value)"].strip()):
            return sector
        if len(roles := self._roles[organisation]) == 1:
            return next(iter(roles))
        if roles:  # called one thing here and another there
            return "unknown"
        return next((sector for pattern, sector in NAMES if pattern.search(name)), "unknown")
