"""Direct debits as a bank takes them: what one holds, what is wrong with it, and the groups in which they are collected."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType

from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _
from vorzimmer.domain.sepa import ID_SENTENCES, MandateKind, SequenceType, is_bic, is_iban, reference_problem
from vorzimmer.domain.sepa_text import sepa_text
from vorzimmer.domain.target_days import is_target_day

HIGHEST_CENTS = 99_999_999_999
"""999,999,999.99 EUR."""

LONGEST_NAME, LONGEST_TOWN, LONGEST_REMITTANCE = 70, 35, 140
"""Characters; what is longer is cut."""

EEA = frozenset({"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"}).union(
    ("IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK")
)
"""First letters of IBANs of the European Economic Area: there a name and an IBAN are enough."""

OTHER_SEPA = frozenset({"AD", "AL", "CH", "GB", "GI", "MC", "MD", "ME", "MK", "RS", "SM", "VA"})
"""First letters of the other IBANs in SEPA (EPC409-09): there the payer's town, country and BIC go along."""

_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a payer lives, as far as a bank outside of the EEA must know it; `country` is ISO 3166-1 alpha-2."""

    town: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Debit:
    """One direct debit. `replaces` is the reference that the mandate had at its last collection, None when it is the same.

    `has_new_account` says that the mandate's last collection was drawn from another account.
    """

    end_to_end: str
    amount_cents: int
    due_on: date
    mandate: str
    signed_on: date
    kind: MandateKind
    sequence: SequenceType
    debtor: str
    iban: str
    bic: str | None = None
    place: Place | None = None
    remittance: str = ""
    currency: str = "EUR"
    replaces: str | None = None
    has_new_account: bool = False

    @property
    def is_outside_eea(self) -> bool:
        return self.iban[:2] not in EEA


class DebitProblem(StrEnum):
    """What is wrong with a direct debit."""

    NOT_POSITIVE = "not_positive"
    TOO_HIGH = "too_high"
    CURRENCY = "currency"
    TWICE = "twice"
    END_TO_END = "end_to_end"
    MANDATE = "mandate"
    NO_TARGET_DAY = "no_target_day"
    SIGNED_LATER = "signed_later"
    NO_DEBTOR = "no_debtor"
    IBAN = "iban"
    BIC = "bic"
    NOT_IN_SEPA = "not_in_sepa"
    PLACE = "place"


_P = DebitProblem
DEBIT_SENTENCES: Mapping[DebitProblem, str] = MappingProxyType(
    {
        _P.NOT_POSITIVE: _("Direct debit %(id)s: the amount must be at least 0.01 EUR."),
        _P.TOO_HIGH: _("Direct debit %(id)s: the amount must be 999,999,999.99 EUR at most."),
        _P.CURRENCY: _("Direct debit %(id)s: SEPA knows the euro only."),
        _P.TWICE: _("Direct debit %(id)s is there twice; each end-to-end id names one payment."),
        _P.END_TO_END: _("Direct debit %(id)s: the end-to-end id is not right. %(detail)s"),
        _P.MANDATE: _("Direct debit %(id)s: the mandate reference is not right. %(detail)s"),
        _P.NO_TARGET_DAY: _("Direct debit %(id)s: banks do not settle on the day on which it is due."),
        _P.SIGNED_LATER: _("Direct debit %(id)s: the mandate was signed after the day on which it is due."),
        _P.NO_DEBTOR: _("Direct debit %(id)s: the name of the account holder is missing."),
        _P.IBAN: _("Direct debit %(id)s: this is no IBAN, or a digit of it is mistyped."),
        _P.BIC: _("Direct debit %(id)s: this is no BIC; it has 8 or 11 characters."),
        _P.NOT_IN_SEPA: _("Direct debit %(id)s: the account is in a country without SEPA direct debits."),
        _P.PLACE: _(
            "Direct debit %(id)s: an account outside of the European Economic Area needs the BIC, and the payer's town and country."
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One thing that is wrong with the direct debit of this end-to-end id."""

    end_to_end: str
    problem: DebitProblem
    says: Sentence


class DebitsRefused(Exception):
    """Nothing was grouped; `wrong` names everything that is wrong, in the order of the direct debits."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        super().__init__("; ".join(str(each.says) for each in wrong))
        self.wrong = tuple(wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Direct debits that are collected together, in the order of their end-to-end ids."""

    due_on: date
    kind: MandateKind
    sequence: SequenceType
    debits: tuple[Debit, ...]

    @property
    def total_cents(self) -> int:
        return sum(debit.amount_cents for debit in self.debits)


def problems(debit: Debit) -> list[DebitProblem]:
    """Say what is wrong with one direct debit by itself, in the order of `DebitProblem`."""
    is_in_sepa = debit.iban[:2] in EEA | OTHER_SEPA
    has_right_iban = is_iban(debit.iban)
    references = [debit.mandate, *([] if debit.replaces is None else [debit.replaces])]
    found = (
        (_P.NOT_POSITIVE, debit.amount_cents <= 0),
        (_P.TOO_HIGH, debit.amount_cents > HIGHEST_CENTS),
        (_P.CURRENCY, debit.currency != "EUR"),
        (_P.END_TO_END, reference_problem(debit.end_to_end) is not None),
        (_P.MANDATE, any(reference_problem(reference) for reference in references)),
        (_P.NO_TARGET_DAY, not is_target_day(debit.due_on)),
        (_P.SIGNED_LATER, debit.signed_on > debit.due_on),
        (_P.NO_DEBTOR, not sepa_text(debit.debtor, LONGEST_NAME)),
        (_P.IBAN, not has_right_iban),
        (_P.BIC, debit.bic is not None and not is_bic(debit.bic)),
        (_P.NOT_IN_SEPA, has_right_iban and not is_in_sepa),
        (_P.PLACE, has_right_iban and is_in_sepa and debit.is_outside_eea and not _is_placed(debit)),
    )
    return [problem for problem, is_there in found if is_there]


def _is_placed(debit: Debit) -> bool:
    place = debit.place
    if place is None or debit.bic is None:
        return False
    return bool(sepa_text(place.town, LONGEST_TOWN)) and _COUNTRY.fullmatch(place.country) is not None


def _detail(debit: Debit, problem: DebitProblem) -> Sentence:
    texts = (debit.end_to_end,) if problem is _P.END_TO_END else (debit.mandate, debit.replaces or debit.mandate)
    found = next((found for text in texts if (found := reference_problem(text))), None)
    return sentence("" if found is None else ID_SENTENCES[found])


def _order(debit: Debit) -> tuple[date, int, int]:
    return debit.due_on, list(MandateKind).index(debit.kind), list(SequenceType).index(debit.sequence)


def batches(debits: Iterable[Debit]) -> tuple[Batch, ...]:
    """Group direct debits by due day, kind and sequence; the same ones in another order give the same groups.

    Raises `DebitsRefused` with everything that is wrong with any of them; then none is grouped.
    """
    all_debits = tuple(debits)
    times = Counter(debit.end_to_end for debit in all_debits)
    wrong = [
        Wrong(
            end_to_end=debit.end_to_end,
            problem=problem,
            says=sentence(DEBIT_SENTENCES[problem], id=debit.end_to_end, detail=_detail(debit, problem)),
        )
        for debit in all_debits
        for problem in [*problems(debit), *([_P.TWICE] if times[debit.end_to_end] > 1 else [])]
    ]
    if wrong:
        raise DebitsRefused(wrong)
    ordered = sorted(all_debits, key=lambda debit: (_order(debit), debit.end_to_end))
    return tuple(
        Batch(due_on=group[0].due_on, kind=group[0].kind, sequence=group[0].sequence, debits=group)
        for group in (tuple(members) for _key, members in groupby(ordered, _order))
    )


def of_kind(groups: Iterable[Batch], kind: MandateKind) -> tuple[Batch, ...]:
    """Take the groups of one kind: a file holds either CORE or B2B (EPC130-08, EPC131-08)."""
    return tuple(group for group in groups if group.kind is kind)
