"""Tells customers by e-mail that their prices change: what changes, what their own last month would cost, and what they may do."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.dateformat import format as written
from django.utils.translation import gettext as _

from vorzimmer.billing.models import PriceChange, TariffVersion
from vorzimmer.billing.price_changes import Effect
from vorzimmer.billing.price_words import included, minimum, price_lines
from vorzimmer.billing.wording import price as euros
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.delivery.actions import Letter
from vorzimmer.domain.delivery import MessageKind
from vorzimmer.domain.money import MICRO_PER_CENT
from vorzimmer.domain.statements import Statement

_DAY = timedelta(days=1)


def letter(change: PriceChange, held: TariffVersion, effect: Effect) -> Letter | None:
    """Write the letter about a change of prices, from what the contract has `held` so far; None without an e-mail address."""
    contract = effect.contract
    customer = contract.customer
    if not customer.email:
        return None
    with translation.override(customer.language):
        subject = _("New prices from %(day)s on: contract %(number)s") % {
            "day": written_day(change.valid_from),
            "number": contract.number,
        }
        return Letter(
            customer_id=customer.pk,
            channel_id=None,
            kind=MessageKind.EMAIL,
            address=customer.email,
            subject=subject,
            body="\n\n".join(_body(change, held, effect)) + "\n",
            key=f"prices:{change.pk}:{change.version_id}",
            about=str(contract.pk),
            language=customer.language,
        )


def _body(change: PriceChange, held: TariffVersion, effect: Effect) -> Iterator[str]:
    contract, gross = effect.contract, effect.contract.customer.is_consumer
    customer, version = contract.customer, change.version
    yield _("Good day %(name)s,") % {"name": customer.contact_person or customer.name}
    yield _("from %(day)s on, your contract %(number)s (tariff “%(tariff)s”) has new prices.") % {
        "day": written_day(change.valid_from),
        "number": contract.number,
        "tariff": version.tariff.name,
    }
    changes = differences(held, version, gross=gross)
    yield "\n".join([_("What changes, with VAT:") if gross else _("What changes, without VAT:"), *changes])
    if effect.before is not None and effect.after is not None:
        yield _own_month(effect, effect.before, effect.after, gross=gross)
    if effect.may_leave:
        yield may_leave(change.valid_from)
    yield _("All prices stand in the portal, under “Contracts”: %(address)s") % {"address": f"{settings.PUBLIC_URL}/portal/"}
    yield settings.AGENCY_NAME


def may_leave(from_day: date) -> str:
    """Say the special right to terminate, as the letter says it."""
    return _(
        "Because your prices rise by more than was agreed, you may terminate the contract now without a period of notice. It is enough that"
        " you tell us by %(day)s; the contract then ends on that day, and the new prices never hold for you."
    ) % {"day": written_day(from_day - _DAY)}


def differences(held: TariffVersion, version: TariffVersion, *, gross: bool) -> list[str]:
    """Say line by line what another version says otherwise: what is new, what goes, and what costs something else."""
    before, after = (_said(each, gross=gross) for each in (held, version))
    nothing = (_("nothing"),)
    said = []
    for key, name in dict.fromkeys([*before, *after]):
        old, new = (each.get((key, name), nothing) for each in (before, after))
        if old != new:
            length = 1 if old[1:] == new[1:] else None  # what stays as it was is not said
            values = {"name": name, "old": ", ".join(old[:length]), "new": ", ".join(new[:length])}
            said.append(_("– %(name)s: so far %(old)s; new: %(new)s") % values)
    return said or [_("– nothing that you use is priced otherwise")]


def _said(version: TariffVersion, *, gross: bool) -> dict[tuple[str, str], tuple[str, ...]]:
    """Say all that a version prices or includes, by key and name: the price, and how it is counted."""
    rates = version.rates
    said = {(line.key, line.name): (line.gross if gross else line.net, *line.details) for line in price_lines(rates)}
    if rates.pools:
        said["", _("Included")] = tuple(included(rates))
    if least := minimum(rates, gross=gross):
        said["", _("Billed at least")] = (least,)
    return said


def _own_month(effect: Effect, before: Statement, after: Statement, *, gross: bool) -> str:
    amounts = [euros((each.gross if gross else each.net) * MICRO_PER_CENT) for each in (before, after)]
    return _("Your own month as an example: %(month)s comes to %(before)s at the prices so far, and to %(after)s at the new ones.") % {
        "month": written(effect.month.first, "F Y"),
        "before": amounts[0],
        "after": amounts[1],
    }
