"""What can be added, changed, moved and removed in the orders area, as data: the six sections of the orders, and the three of rotas."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vorzimmer.accounts.models import User
from vorzimmer.customers import actions
from vorzimmer.customers.actions.publishing import MODELS
from vorzimmer.customers.forms import ROTA_PARTS, RotaPart
from vorzimmer.customers.models import Customer
from vorzimmer.domain.publishing import Section
from vorzimmer.portal.orders.forms import CallTypeForm, ClosureForm, FaqForm, GreetingForm, InstructionForm, OpeningHourForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Records of one kind. `section` None: it is no part of the orders, and what is changed holds at once."""

    slug: str
    add_title: Any
    change_title: Any
    form: Callable[..., forms.Form]
    records: Callable[[Customer], Any]
    add: Callable[[Customer, Any, datetime, User], Any]
    change: Callable[[Any, Any, datetime, User], Any]
    remove: Callable[[Any, datetime, User], Any]
    section: Section | None = None
    empty: Any = ""
    explains: Any = ""
    ordered: bool = False

    @property
    def list_name(self) -> str:
        """The page on which the records stand."""
        return f"portal:orders-{self.slug}" if self.section else "portal:rotas"

    @property
    def add_name(self) -> str:
        return f"portal:orders-{self.slug}-add"

    @property
    def change_name(self) -> str:
        return f"portal:orders-{self.slug}-change"

    @property
    def remove_name(self) -> str:
        return f"portal:orders-{self.slug}-remove"

    @property
    def up_name(self) -> str:
        return f"portal:orders-{self.slug}-up"

    @property
    def down_name(self) -> str:
        return f"portal:orders-{self.slug}-down"


def _of_orders(
    section: Section,
    form: Callable[..., forms.Form],
    add: Callable[..., Any],
    change: Callable[..., Any],
    *,
    ordered: bool = False,
    **words: Any,
) -> Kind:
    """Describe a section of the orders: its deeds write drafts."""
    return Kind(
        slug=section.value.replace("_", "-"),
        section=section,
        form=form,
        records=lambda customer: MODELS[section].objects.filter(customer=customer),
        add=lambda customer, filled, at, by: add(customer, filled.entry(), at, by=by, published=False),
        change=lambda record, filled, at, by: change(record, filled.entry(), at, by=by, published=False),
        remove=lambda record, at, by: actions.remove_order(record, at, by=by, published=False),
        ordered=ordered,
        **words,
    )


ORDER_KINDS = (
    _of_orders(
        Section.GREETINGS,
        GreetingForm,
        actions.add_greeting,
        actions.change_greeting,
        add_title=_("Add a greeting"),
        change_title=_("Change the greeting"),
        explains=_("What operators say when they answer in your name. Of several the one for the narrowest time is said."),
        empty=_("No greeting yet. Operators say your name, the greeting of the day and their own name."),
    ),
    _of_orders(
        Section.CALL_TYPES,
        CallTypeForm,
        actions.add_call_type,
        actions.change_call_type,
        ordered=True,
        add_title=_("Add a call type"),
        change_title=_("Change the call type"),
        explains=_("Kinds of calls that you want handled in their own way. The operator chooses one as soon as it is clear."),
        empty=_("No call types yet. All calls are handled alike."),
    ),
    _of_orders(
        Section.INSTRUCTIONS,
        InstructionForm,
        actions.add_instruction,
        actions.change_instruction,
        ordered=True,
        add_title=_("Add an instruction"),
        change_title=_("Change the instruction"),
        explains=_(
            "What operators do, never do, and ask. About one subject the most specific counts: for a person, for a time, for a day."
        ),
        empty=_("No instructions yet. Operators take a message and ask for name, number and concern."),
    ),
    _of_orders(
        Section.FAQ,
        FaqForm,
        actions.add_faq,
        actions.change_faq,
        ordered=True,
        add_title=_("Add an answer"),
        change_title=_("Change the answer"),
        explains=_("What operators may answer when callers ask."),
        empty=_("No answers yet. Operators write the question down for you."),
    ),
    _of_orders(
        Section.OPENING_HOURS,
        OpeningHourForm,
        actions.add_opening_hour,
        actions.change_opening_hour,
        add_title=_("Add opening hours"),
        change_title=_("Change the opening hours"),
        explains=_("When somebody is there. Operators see whether you are open, and when again."),
        empty=_("No opening hours yet. Operators do not say when somebody is there."),
    ),
    _of_orders(
        Section.CLOSURES,
        ClosureForm,
        actions.add_closure,
        actions.change_closure,
        add_title=_("Add days"),
        change_title=_("Change the days"),
        explains=_("Whole days on which nobody is there. Public holidays need not be entered."),
        empty=_("No days yet on which you are closed."),
    ),
)


def _of_rotas(part: RotaPart) -> Kind:
    """Describe a part of rotas: it holds at once."""
    return Kind(
        slug=part.slug,
        add_title=part.add_title,
        change_title=part.change_title,
        form=part.form,
        records=part.records,
        add=lambda customer, filled, at, _by: part.add(customer, filled, at),
        change=lambda record, filled, at, _by: part.change(record, filled, at),
        remove=lambda record, at, _by: part.remove(record, at),
    )


ROTA_KINDS = tuple(_of_rotas(part) for part in ROTA_PARTS)
KINDS = (*ORDER_KINDS, *ROTA_KINDS)
KIND_OF = {kind.section: kind for kind in ORDER_KINDS}
