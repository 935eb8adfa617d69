"""Start with a template for a trade: a draft with greeting, call types, questions and answers that the customer then changes."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.customers.actions.entries import CallTypeEntry, FaqEntryEntry, GreetingEntry, InstructionEntry, OpeningHourEntry
from vorzimmer.customers.actions.orders import add_call_type, add_faq, add_greeting, add_instruction, add_opening_hour
from vorzimmer.customers.models import Customer
from vorzimmer.domain.orders import InstructionKind
from vorzimmer.domain.publishing import Document, Section

CLOSEST = {"tax_adviser": "lawyer", "health": "physician"}
"""Trades that begin like another one; all that have no template of their own begin like "other"."""


@cache
def beginnings(language: str) -> Mapping[str, Mapping[str, Any]]:
    """Read the templates of a language ("de" or "en"), by trade."""
    name = f"{language if language in {'de', 'en'} else 'de'}.toml"
    return tomllib.loads((files("vorzimmer.customers") / "beginnings" / name).read_text("utf-8"))


def beginning_for(customer: Customer) -> str:
    """Say which template fits the customer's trade best."""
    trade = CLOSEST.get(customer.trade, customer.trade)
    return trade if trade in beginnings(customer.language) else "other"


def is_empty(document: Document) -> bool:
    """Whether nothing is ordered yet but, perhaps, a greeting: then a template is offered."""
    return not any(document.get(section) for section in Section if section is not Section.GREETINGS)


@transaction.atomic
def begin_with(customer: Customer, trade: str, at: datetime, *, by: User | None = None) -> None:
    """Draft the orders of a trade; nothing is published. Raises ValidationError when the customer has orders already."""
    template = beginnings(customer.language).get(trade)
    if template is None:
        raise ValidationError({"trade": _("There is no template for this trade. Choose one of the list.")})
    if any(rows.exists() for rows in (customer.call_types, customer.instructions, customer.faq, customer.opening_hours, customer.closures)):
        raise ValidationError(_("There are instructions already. A template is for an empty beginning: remove them first, or add to them."))
    if not customer.greetings.exists():
        greeting = GreetingEntry(text=template["greeting"].format(name=customer.name))
        add_greeting(customer, greeting, at, by=by, published=False)
    for text in template["do"]:
        add_instruction(customer, InstructionEntry(**text), at, by=by, published=False)
    for text in template["never"]:
        add_instruction(customer, InstructionEntry(kind=InstructionKind.NEVER.value, **text), at, by=by, published=False)
    suggest(customer, trade, at, by=by)


@transaction.atomic
def suggest(customer: Customer, trade: str, at: datetime, *, by: User | None = None) -> None:
    """Draft only what nobody but the customer can know: kinds of calls with questions, hours, and answers."""
    template = beginnings(customer.language)[trade]
    for call_type in template["call_types"]:
        _add_call_type(customer, call_type, at, by)
    for hour in template["hours"]:
        window = OpeningHourEntry(weekdays=hour["weekdays"], start=time.fromisoformat(hour["start"]), end=time.fromisoformat(hour["end"]))
        add_opening_hour(customer, window, at, by=by, published=False)
    for entry in template["faq"]:
        add_faq(customer, FaqEntryEntry(**entry), at, by=by, published=False)


def _add_call_type(customer: Customer, template: Mapping[str, Any], at: datetime, by: User | None) -> None:
    entry = CallTypeEntry(name=template["name"], urgency=template["urgency"], measures=tuple(template["measures"]))
    call_type = add_call_type(customer, entry, at, by=by, published=False)
    for question in template["ask"]:
        asked = InstructionEntry(
            kind=InstructionKind.ASK.value,
            text=question["text"],
            call_type=call_type,
            answer_kind=question.get("answer", "text"),
            required=question.get("required", False),
            choices=tuple(question.get("choices", ())),
        )
        add_instruction(customer, asked, at, by=by, published=False)
