"""How the gates to the outside stand for a claim, each recipient on its own, each condition in words.

The gates are a part of their own (`claims/gates.py`); as long as the program is put together without it, there are none.
"""

from collections.abc import Mapping
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.utils.translation import gettext as _

from vorzimmer.claims.reading import Reading
from vorzimmer.claims.words import PAUSES
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.domain.sentences import Sentence

GATES = "vorzimmer.claims.gates"


def gates_of(found: Reading) -> list[Mapping[str, Any]]:
    """Say for each recipient who may get a claim whether he may get this one on the day of the reading, and why or why not."""
    if find_spec(GATES) is None:
        return []
    gates = import_module(GATES)
    recipients = import_module("vorzimmer.privacy.models").Recipient.objects
    return [_gate(gates, found, recipient) for recipient in recipients.filter(kind__in=gates.RECEIVERS).order_by("name")]


def _gate(gates: Any, found: Reading, recipient: Any) -> Mapping[str, Any]:
    gate = gates.gate_for(found, recipient, gates.findings_of(found.claim, recipient))
    besides = []
    pause = gates.other_pause(found)
    if pause is not None:
        besides.append(_("the claim rests: %(kind)s") % {"kind": PAUSES[pause]})
    if gate.ground.value == "collect" and not gates.may_be_given(found):
        besides.append(_("at this stage it is not given to a collector or lawyer"))
    return {
        "recipient": recipient.name,
        "kind": str(recipient.kind),
        "kind_says": recipient.get_kind_display(),
        "ground": gate.ground.value,
        "open": gate.is_open and not besides,
        "conditions": [
            {"code": each.code.value, "holds": each.holds, "flagged": each.is_flagged}
            | {"because": each.because.value, "says": _said(each.says)}
            for each in gate.conditions
        ],
        "besides": besides,
    }


def _said(sentence: Sentence) -> str:
    """Say a sentence of the rules; its days as people write them."""
    values = {name: written_day(value) if isinstance(value, date) else value for name, value in sentence.values.items()}
    return Sentence(template=sentence.template, values=values).said(_)
