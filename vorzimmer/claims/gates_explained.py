"""How the gates to the outside stand for a claim, each recipient on its own, each condition in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from vorzimmer.claims.gates import RECEIVERS, findings_of, gate_for, may_be_given, other_pause
from vorzimmer.claims.reading import Reading
from vorzimmer.claims.words import PAUSES
from vorzimmer.domain.disclosure import Condition, Ground
from vorzimmer.privacy.models import Recipient
from vorzimmer.privacy.words import said


def gates_of(found: Reading) -> list[Mapping[str, Any]]:
    """Say for each recipient who may get a claim whether he may get this one on the day of the reading, and why or why not."""
    return [_gate(found, recipient) for recipient in Recipient.objects.filter(kind__in=RECEIVERS).order_by("name")]


def _gate(found: Reading, recipient: Recipient) -> Mapping[str, Any]:
    gate = gate_for(found, recipient, findings_of(found.claim, recipient))
    besides = []
    pause = other_pause(found)
    if pause is not None:
        besides.append(_("the claim rests: %(kind)s") % {"kind": PAUSES[pause]})
    if gate.ground is Ground.COLLECT and not may_be_given(found):
        besides.append(_("at this stage it is not given to a collector or lawyer"))
    return {
        "recipient": recipient.name,
        "kind": str(recipient.kind),
        "kind_says": recipient.get_kind_display(),
        "ground": gate.ground.value,
        "open": gate.is_open and not besides,
        "conditions": [
            {
                "code": each.code.value,
                "holds": each.holds,
                "flagged": each.is_flagged,
                "because": each.because.value,
                "says": said(each.says),
            }
            for each in gate.conditions
        ],
        "besides": besides,
    }


def _condition(each: Condition) -> Mapping[str, Any]:
    return {
        "code": each.code.value,
        "holds": each.holds,
        "flagged": each.is_flagged,
        "because": each.because.value,
        "says": said(each.says),
    }
