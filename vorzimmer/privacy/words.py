"""Disclosures in words: what fields of a payload and conditions of a gate are called, and sentences with days as people write them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateformat import format as written
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.catalogue import Category
from vorzimmer.domain.disclosure import ConditionCode, Gate
from vorzimmer.domain.gate_reasons import NAMES, SENTENCES, Because
from vorzimmer.domain.sentences import Sentence

PARTS: Mapping[str, Any] = {
    "creditor": _("Creditor"),
    "file": _("File"),
    "report": _("Report"),
    "debtor": _("Debtor"),
    "contract": _("Contract"),
    "invoice": _("Invoice"),
    "payments": _("Payments"),
    "credits": _("Credit notes"),
    "reminders": _("Reminders"),
    "claim": _("Claim"),
    "interest": _("Interest"),
    "disputes": _("Disputes"),
    "court": _("Court"),
    "settlement": _("What became of it"),
    "debit": _("Returned direct debit"),
    "usage": _("Usage"),
}
FIELDS: Mapping[str, Any] = {
    "amount_cents": _("amount"),
    "at": _("time"),
    "bic": _("BIC"),
    "birth_date": _("date of birth"),
    "cents": _("amount"),
    "city": _("town"),
    "concluded_on": _("day of conclusion"),
    "country": _("country"),
    "court_reference": _("file number of the court"),
    "currency": _("currency"),
    "customer_number": _("customer number"),
    "days": _("days"),
    "default_because": _("why in default"),
    "default_since": _("in default since"),
    "due_on": _("due day"),
    "email": _("e-mail address"),
    "event": _("step"),
    "fee_cents": _("costs"),
    "first": _("first day"),
    "gross_cents": _("amount"),
    "iban": _("IBAN"),
    "interest_cents": _("interest"),
    "interest_until": _("interest until"),
    "is_consumer": _("whether a consumer"),
    "issued_on": _("day of issue"),
    "kind": _("kind"),
    "last": _("last day"),
    "legal_form": _("legal form"),
    "lump_sum_cents": _("lump sum"),
    "made_on": _("day of the file"),
    "mandate": _("mandate reference"),
    "meter": _("kind of usage"),
    "name": _("name"),
    "number": _("number"),
    "on": _("day"),
    "open_cents": _("open amount"),
    "partner_number": _("our number there"),
    "phone": _("telephone"),
    "postcode": _("postcode"),
    "quantity": _("quantity"),
    "raised_on": _("day of the dispute"),
    "rate_basis_points": _("rate of interest"),
    "reason_code": _("reason"),
    "received_on": _("day of receipt"),
    "reference": _("reference"),
    "representative": _("representative"),
    "return_code": _("code of the return"),
    "returned_on": _("day of the return"),
    "sent_on": _("day of sending"),
    "signed_on": _("day of signature"),
    "stage": _("stage"),
    "stage_on": _("day of the stage"),
    "street": _("street"),
    "subject": _("subject of the contract"),
    "vat_id": _("VAT id"),
}
CATEGORIES: Mapping[Category, Any] = {
    Category.BST: _("master data"),
    Category.BEA: _("handling data"),
    Category.ABR: _("billing data"),
    Category.INT: _("enquiries"),
    Category.TAX: _("documents"),
    Category.MND: _("mandates"),
    Category.REGISTER: _("proofs"),
    Category.ACCOUNT: _("sign-ins"),
    Category.SECURITY: _("security"),
    Category.TECH: _("technical copies"),
    Category.NONE: _("about nobody"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGroup:
    """Fields of a payload that belong together, in words."""

    name: str
    fields: Sequence[str]


def field_groups(keys: Iterable[str]) -> list[FieldGroup]:
    """Say what fields of a payload are called, part by part; one that has no word by its key."""
    found: dict[str, list[str]] = {}
    for key in keys:
        part, _dot, leaf = key.partition(".")
        found.setdefault(part, []).append(str(FIELDS.get(leaf, leaf or part)))
    return [FieldGroup(name=str(PARTS.get(part, part)), fields=tuple(dict.fromkeys(names))) for part, names in found.items()]


def category_names(codes: Iterable[str]) -> list[str]:
    """Say which categories of data about people codes name."""
    return [str(CATEGORIES[Category(code)]) for code in codes if code != Category.NONE]


def said(sentence: Sentence) -> str:
    """Say a sentence of the rules in the reader's language, its days as people write them: "4. Dezember 2026"."""
    form = pgettext("date format, a day in full", "j F Y")
    values = {name: written(value, form) if isinstance(value, date) else value for name, value in sentence.values.items()}
    return Sentence(template=sentence.template, values=values).said(gettext)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLine:
    """A condition of a gate in words."""

    code: str
    name: str
    says: str
    holds: bool
    is_flagged: bool = False


def gate_lines(gate: Gate) -> list[GateLine]:
    """Say a gate: what it demands, in its order, whether that holds, and why."""
    return [
        GateLine(code=each.code.value, name=gettext(NAMES[each.code]), says=said(each.says), holds=each.holds, is_flagged=each.is_flagged)
        for each in gate.conditions
    ]


def kept_lines(conditions: Iterable[Mapping[str, Any]]) -> list[GateLine]:
    """Say the conditions that the register kept: all of them held. It keeps codes, so that sentences with values have none."""
    lines = []
    for kept in conditions:
        template = SENTENCES[Because(kept["because"])]
        says = "" if "%(" in template else gettext(template)
        name = gettext(NAMES[ConditionCode(kept["code"])])
        lines.append(GateLine(code=kept["code"], name=name, says=says, holds=True, is_flagged=kept["flagged"]))
    return lines
