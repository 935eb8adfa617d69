"""What can be done to a contract, for all screens: what must be asked, what is said before it is done, and what is said afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.models import User
from vorzimmer.customers import actions
from vorzimmer.customers.actions.tariffs import PERIOD_START_DAY
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Contract
from vorzimmer.customers.terms import said_terms
from vorzimmer.domain.contracts import ANSWERED_FOR, ContractEvent, ContractState, possible, tariff_change_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A deed. `says` tells what will happen if it is done on this day; `do` does it and tells what has happened.

    `asks` names what `do` must be told ("tariff", "option", "wanted"); `costs`: who does it orders something that costs money.
    """

    slug: str
    title: Any
    action: Any
    icon: str
    says: Callable[[Contract, date], str]
    do: Callable[[Contract, dict[str, Any], datetime, User], str]
    event: ContractEvent | None = None
    asks: tuple[str, ...] = ()
    costs: bool = False
    tone: str = "primary"

    @property
    def name(self) -> str:
        """The name of its address in every face."""
        return f"contract-{self.slug}"

    def is_possible(self, contract: Contract, day: date) -> bool:
        """Whether the contract stands so that it can be done; a withdrawal also needs its period."""
        state = contract.standing_on(day).state
        if self.event is None:
            return state in ANSWERED_FOR
        if self.event is ContractEvent.WITHDRAWN:
            until = actions.withdrawal_until(contract)
            return self.event in possible(state) and until is not None and day <= until
        return self.event in possible(state)


# --- what is said before -----------------------------------------------------------------------------------------------


def _conclude_says(contract: Contract, day: date) -> str:
    tariff = contract.tariff_on(day)
    return _(
        "A contract begins today, %(day)s, with the tariff “%(tariff)s”. %(terms)s The trial, if it is not over yet, ends with it."
    ) % {
        "day": written_day(day),
        "tariff": tariff.name,
        "terms": said_terms(tariff.terms),
    }


def _notice_says(contract: Contract, day: date) -> str:
    end = contract.earliest_end(day)
    return _(
        "Received today, the notice ends the contract on %(day)s at the earliest; that is its last day. Until then calls are answered. "
        "Afterwards the numbers rest for 90 days, and the portal stays readable."
    ) % {"day": written_day(end) if end else ""}


def _take_back_says(contract: Contract, day: date) -> str:  # noqa: ARG001  (all are asked the same way)
    return _("The contract does not end on %(day)s but goes on as if no notice had been given.") % {
        "day": written_day(contract.last_day) if contract.last_day else ""
    }


def _withdraw_says(contract: Contract, day: date) -> str:
    until = actions.withdrawal_until(contract)
    return _(
        "The contract ends today, %(day)s, and calls are answered no more from this moment. What was paid is refunded within 14 days. "
        "The period of withdrawal ends on %(until)s."
    ) % {"day": written_day(day), "until": written_day(until) if until else ""}


def _reactivate_says(contract: Contract, day: date) -> str:
    return _(
        "The contract goes on from today with the tariff “%(tariff)s”, and calls are answered again. Numbers that still rest come back."
    ) % {"tariff": contract.tariff_on(day).name}


def _tariff_says(contract: Contract, day: date) -> str:
    if contract.standing_on(day).state is ContractState.TRIAL:
        return _("During the trial, another tariff holds at once.")
    start = tariff_change_on(day, period_start_day=PERIOD_START_DAY)
    return _("The other tariff holds from %(day)s on. Minimum term and notice stay as they were agreed.") % {"day": written_day(start)}


def _option_says(contract: Contract, day: date) -> str:  # noqa: ARG001  (all are asked the same way)
    return _("The option holds from today or from the day that you enter.")


# --- what is done ------------------------------------------------------------------------------------------------------


def _conclude(contract: Contract, said: dict[str, Any], at: datetime, by: User) -> str:
    actions.conclude(contract, at, by=by, early=said.get("early", False))
    return _("The contract is concluded.")


def _notice(contract: Contract, said: dict[str, Any], at: datetime, by: User) -> str:
    end = actions.give_notice(contract, at, by=by, wanted=said["wanted"])
    return _("Notice is given. The last day of the contract is %(day)s.") % {"day": written_day(end)}


def _take_back(contract: Contract, said: dict[str, Any], at: datetime, by: User) -> str:  # noqa: ARG001  (all are done the same way)
    actions.take_notice_back(contract, at, by=by)
    return _("The notice is taken back. The contract goes on.")


def _withdraw(contract: Contract, said: dict[str, Any], at: datetime, by: User) -> str:  # noqa: ARG001  (as above)
    actions.withdraw(contract, at, by=by)
    return _("The contract is withdrawn from. Calls are answered no more.")


def _reactivate(contract: Contract, said: dict[str, Any], at: datetime, by: User) -> str:  # noqa: ARG001  (as above)
    actions.reactivate(contract, at, by=by)
    return _("The contract goes on, and calls are answered again.")


def _change_tariff(contract: Contract, said: dict[str, Any], at: datetime, by: User) -> str:
    start = actions.change_tariff(contract, said["tariff"], at, by=by)
    return _("From %(day)s on the contract has the tariff “%(tariff)s”.") % {"day": written_day(start), "tariff": said["tariff"].name}


def _book(contract: Contract, said: dict[str, Any], at: datetime, by: User) -> str:
    booked = actions.book_option(contract, said["option"], at, by=by, wanted=said["wanted"])
    return _("“%(option)s” is booked from %(day)s on.") % {"option": said["option"].name, "day": written_day(booked.valid_from)}


DEEDS = (
    Deed(
        slug="conclude",
        title=gettext_lazy("Conclude the contract?"),
        action=gettext_lazy("Conclude"),
        icon="check",
        says=_conclude_says,
        do=_conclude,
        event=ContractEvent.CONCLUDED,
        costs=True,
    ),
    Deed(
        slug="tariff",
        title=gettext_lazy("Change the tariff"),
        action=gettext_lazy("Change the tariff"),
        icon="transfer",
        says=_tariff_says,
        do=_change_tariff,
        asks=("tariff",),
        costs=True,
    ),
    Deed(
        slug="option",
        title=gettext_lazy("Book an option"),
        action=gettext_lazy("Book an option"),
        icon="plus",
        says=_option_says,
        do=_book,
        asks=("option", "wanted"),
        costs=True,
    ),
    Deed(
        slug="notice",
        title=gettext_lazy("Give notice?"),
        action=gettext_lazy("Give notice"),
        icon="file-text",
        says=_notice_says,
        do=_notice,
        event=ContractEvent.NOTICE_GIVEN,
        asks=("wanted",),
        tone="danger",
    ),
    Deed(
        slug="take-back",
        title=gettext_lazy("Take the notice back?"),
        action=gettext_lazy("Take the notice back"),
        icon="arrow-forward-up",
        says=_take_back_says,
        do=_take_back,
        event=ContractEvent.NOTICE_WITHDRAWN,
    ),
    Deed(
        slug="withdraw",
        title=gettext_lazy("Withdraw from the contract?"),
        action=gettext_lazy("Withdraw"),
        icon="x",
        says=_withdraw_says,
        do=_withdraw,
        event=ContractEvent.WITHDRAWN,
        tone="danger",
    ),
    Deed(
        slug="reactivate",
        title=gettext_lazy("Let the contract go on?"),
        action=gettext_lazy("Let it go on"),
        icon="refresh",
        says=_reactivate_says,
        do=_reactivate,
        event=ContractEvent.REACTIVATED,
        costs=True,
    ),
)
