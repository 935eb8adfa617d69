"""What the portal says of a service that is reduced, or will be: with the reason to who is responsible, without it to everybody else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.claims.arrears import arrears_of
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Customer
from vorzimmer.customers.service import log_of
from vorzimmer.customers.wording import money
from vorzimmer.domain.roles import Role
from vorzimmer.domain.service_ladder import NOT_DISTRIBUTED, REDUCED, Arrears, Standing, Told, standing
from vorzimmer.domain.service_rules import Step

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """What stands above the page about one customer. `pays`: the reader may look at the invoices."""

    title: str
    sentences: tuple[str, ...]
    pays: bool
    is_reduced: bool


def banners(reader: User, customers: Iterable[Customer], day: date) -> list[Banner]:
    """Say it for each customer on the ladder whom it concerns. Who has the full service costs no question."""
    own = list(customers)
    found = [_banner(reader, customer, day, name=f"{customer.short_name}: " if len(own) > 1 else "") for customer in own]
    return [banner for banner in found if banner is not None]


def _banner(reader: User, customer: Customer, day: date, *, name: str) -> Banner | None:
    step = customer.service_on(day)
    if reader.role != Role.CUSTOMER_OWNER:
        if step not in REDUCED:
            return None
        return Banner(title=name + _("Our service is reduced"), sentences=(_neutral(step),), pays=False, is_reduced=True)
    if step is Step.FULL and not customer.service_next:
        return None
    stands = standing([line.told for line in log_of(customer)], day)
    arrears = arrears_of(customer, day)
    return Banner(title=name + _title(stands), sentences=tuple(_sentences(stands, arrears)), pays=True, is_reduced=stands.step in REDUCED)


def _neutral(step: Step) -> str:
    if step in NOT_DISTRIBUTED:
        return _("At present we answer no calls for you. Your messages stay readable here. Ask whoever is responsible for the contract.")
    return _("At present you receive no SMS. Messages come by e-mail and stand here. Ask whoever is responsible for the contract.")


def _title(stands: Standing) -> str:
    if stands.step in REDUCED:
        return _("Our service is reduced")
    if stands.announced is not None:
        return _("From %(day)s on our service is reduced") % {"day": written_day(stands.announced.from_on)}
    return _("Please settle your account")


def _sentences(stands: Standing, arrears: Arrears) -> Iterator[str]:
    if stands.step in REDUCED and stands.since is not None:
        yield _holds(stands.step) % {"day": written_day(stands.since)}
    if arrears.counting and arrears.since is not None:
        yield _("%(amount)s is overdue, the oldest since %(day)s.") % {"amount": money(arrears.counting), "day": written_day(arrears.since)}
    if stands.announced is not None:
        yield _ahead(stands.announced)
    if stands.step in REDUCED:
        yield _("As soon as the amount has arrived, we lift the restriction.")
    elif stands.announced is None:
        yield _("So far nothing is reduced. Please transfer the amount soon.")


def _holds(step: Step) -> str:
    if step is Step.NO_SMS:
        return _("Since %(day)s we send no SMS. Messages come by e-mail and stand here; we answer your calls.")
    if step is Step.VOICEMAIL_ONLY:
        return _("Since %(day)s we do not answer your calls: whoever calls hears that the line is engaged. We send no SMS either.")
    return _("Since %(day)s we refuse all calls for you and send no SMS. The contract goes on.")


def _ahead(told: Told) -> str:
    days = {"day": written_day(told.from_on), "last": written_day(told.from_on - _DAY)}
    if told.step is Step.NO_SMS:
        return _("From %(day)s on we send no SMS, unless the amount arrives by %(last)s.") % days
    if told.step is Step.VOICEMAIL_ONLY:
        return _("From %(day)s on we do not answer your calls, unless the amount arrives by %(last)s.") % days
    return _("From %(day)s on we refuse all calls for you, unless the amount arrives by %(last)s.") % days
