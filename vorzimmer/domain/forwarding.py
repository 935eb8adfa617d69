"""The codes by which a telephone forwards its calls: for mobiles those of GSM (3GPP TS 22.030), for landlines those of ETSI ES 201 988."""

from enum import StrEnum

CHECK = "*#{case}#"
ALL_OFF = "##002#"
"""Switches every forwarding of a mobile off, also the one to its own voicemail."""
SHORTEST, LONGEST, STEP = 5, 30, 5
"""Seconds that a mobile may ring before it forwards (3GPP TS 22.082)."""


class ForwardingCase(StrEnum):
    """When calls are forwarded; the value is the service code of the networks."""

    ALL = "21"
    BUSY = "67"
    NO_ANSWER = "61"
    UNREACHABLE = "62"


def mobile_code(case: ForwardingCase, number: str, *, seconds: int | None = None) -> str:
    """Write what a mobile dials to forward to `number` (E.164). `seconds` belong to NO_ANSWER only: 5 to 30 in steps of 5.

    Raises ValueError for other seconds.
    """
    if seconds is None:
        return f"**{case}*{number}#"
    if case is not ForwardingCase.NO_ANSWER or seconds not in range(SHORTEST, LONGEST + 1, STEP):
        raise ValueError("only calls that nobody answers wait, and they wait 5 to 30 seconds in steps of 5")
    return f"**{case}*{number}**{seconds}#"


def mobile_off(case: ForwardingCase) -> str:
    """Write what a mobile dials to forward no more."""
    return f"##{case}#"


def mobile_check(case: ForwardingCase) -> str:
    """Write what a mobile dials to hear whether it forwards."""
    return CHECK.format(case=case)


def landline_code(case: ForwardingCase, dialled: str) -> str:
    """Write what a landline telephone dials to forward to `dialled` (as from this country: 030…).

    Raises ValueError for UNREACHABLE: a landline is never out of reach in its network's eyes.
    """
    if case is ForwardingCase.UNREACHABLE:
        raise ValueError("a landline has no forwarding for being out of reach")
    return f"*{case}*{dialled}#"


def landline_off(case: ForwardingCase) -> str:
    """Write what a landline telephone dials to forward no more."""
    return f"#{case}#"
