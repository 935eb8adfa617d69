"""The sentences of reminders, in the language that is active. They are templates: the agency's lawyer confirms each of them (LAWYER).

Nothing is threatened that the agency may not do. The warning about bureaus says that objecting is enough to prevent it (BGH I ZR 157/13).
"""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from vorzimmer.billing.documents import words
from vorzimmer.claims.letters.content import Letter
from vorzimmer.domain.dunning import Event
from vorzimmer.domain.money import written
from vorzimmer.telephony.numbers import grouped


def heading(level: Event) -> str:
    """Name a letter. The friendly one is no reminder in the sense of the law (BGB §286(1)), and is not called one."""
    match level:
        case Event.FRIENDLY_SENT:
            return pgettext("letter", "A friendly reminder")
        case Event.SECOND_SENT:
            return pgettext("letter", "Second reminder")
        case _:
            return pgettext("letter", "First reminder")


def amount(cents: int) -> str:
    """Write an amount with its currency, not to be broken."""
    return f"{words.money(cents)}\u00a0EUR" if words.is_german() else f"EUR\u00a0{words.money(cents)}"


def full_day(day: date) -> str:
    """Write a day with its name, so that nobody mistakes it."""
    return date_format(day, pgettext("date format, a day with its name", "l, j F Y"))


def points(hundredths: int) -> str:
    """Write percentage points: 900 is "9", 152 is "1,52"."""
    text = written(hundredths)
    return words.figure(text.rstrip("0").rstrip(".") if "." in text else text)


def opening(letter: Letter) -> Iterator[str]:
    """Say what the letter is about, up to the table."""
    count = len(letter.rows)
    yield _("Good day %(name)s,") % {"name": letter.recipient.contact or letter.recipient.name}
    match letter.level:
        case Event.FRIENDLY_SENT:
            yield ngettext(
                "perhaps it escaped your notice: this invoice is due, and we have not found the full payment of it yet.",
                "perhaps it escaped your notice: these invoices are due, and we have not found the full payment of them yet.",
                count,
            )
        case Event.SECOND_SENT if letter.reminded_on is not None:
            yield ngettext(
                "in spite of our reminder of %(day)s this invoice is not paid in full.",
                "in spite of our reminder of %(day)s these invoices are not paid in full.",
                count,
            ) % {"day": words.day(letter.reminded_on)}
        case _:
            yield ngettext(
                "this invoice is overdue, and it is not paid in full.", "these invoices are overdue, and they are not paid in full.", count
            )


def demand(letter: Letter) -> str:
    """Ask for the money, by a day."""
    values = {"amount": amount(letter.total), "day": full_day(letter.pay_by)}
    if letter.level is Event.FRIENDLY_SENT:
        return _("Please transfer %(amount)s by %(day)s.") % values
    return _("Please pay %(amount)s by %(day)s (received on our account).") % values


def consequences(letter: Letter) -> Iterator[str]:
    """Say what follows: default and interest, the bureaus, and what comes next. A friendly reminder says nothing of it."""
    if letter.level is Event.FRIENDLY_SENT:
        return
    if any(row.default_since for row in letter.rows):
        yield from _in_default(letter)
    if any(row.default_since is None for row in letter.rows):
        yield _not_yet(letter)
    if letter.bureaus:
        yield _warning(letter.bureaus)
    if letter.level is Event.SECOND_SENT:
        yield from _next(letter)


def _in_default(letter: Letter) -> Iterator[str]:
    since = sorted({row.default_since for row in letter.rows if row.default_since is not None})
    values = {"day": words.day(since[0]), "points": points(letter.points)}
    if len(since) == 1:
        yield _("You have been in default since %(day)s (§ 286 BGB).") % values
    else:
        yield _("You have been in default since %(day)s and later, as the table says (§ 286 BGB).") % values
    if letter.interest:
        yield _interest(values)
    elif any(row.is_interest_unsaid for row in letter.rows):
        yield _("No interest on arrears is demanded with this letter; we reserve the right to it (§ 288 BGB).")
    if letter.lump_sums:
        yield _(
            "As you are not a consumer, a lump sum of %(amount)s is owed for each invoice that you are in default with (§ 288 (5) BGB)."
        ) % {"amount": amount(letter.lump_sum)}


def _interest(values: dict[str, str]) -> str:
    text = _(
        "Interest on arrears of %(points)s percentage points above the base rate is owed (§§ 247, 288 BGB). It is computed up to the day of"
        " this letter, and runs on for each day until you pay."
    )
    return text % values


def _not_yet(letter: Letter) -> str:
    is_mixed = any(row.default_since for row in letter.rows)
    values = {"day": words.day(letter.pay_by), "points": points(letter.points), "amount": amount(letter.lump_sum)}
    if is_mixed:
        return _("With what is not yet in default you will be if it is not paid by %(day)s (§ 286 BGB).") % values
    if letter.is_consumer:
        return (
            _(
                "If the amount is not paid by %(day)s, you are in default from the next day on at the latest (§ 286 BGB). Then you also owe"
                " interest on arrears of %(points)s percentage points above the base rate (§ 288 (1) BGB)."
            )
            % values
        )
    return (
        _(
            "If the amount is not paid by %(day)s, you are in default from the next day on at the latest (§ 286 BGB). Then you also owe"
            " interest on arrears of %(points)s percentage points above the base rate and a lump sum of %(amount)s for each invoice"
            " (§ 288 (2) and (5) BGB)."
        )
        % values
    )


def _warning(bureaus: tuple[str, ...]) -> str:
    """Tell of the bureaus before anything is reported (BDSG §31(2) no. 4 c), no earlier than the notice allows it (S30)."""
    return _(
        "Please note: a claim that stays unpaid and that you do not dispute may be reported to credit bureaus and be"
        " considered by them when they assess your ability to pay (§ 31 (2) no. 4 BDSG). We do so at the earliest when a payment order"
        " has been applied for, and only after all interests have been weighed. If you dispute the claim, it is not reported. These"
        " are: %(bureaus)s."
    ) % {"bureaus": "; ".join(bureaus)}


def _next(letter: Letter) -> Iterator[str]:
    yield _(
        "If the amount is not there by %(day)s, we hand the claim over to a lawyer or a registered collector, or apply to the court for a"
        " payment order, without writing to you again. The costs of this you would have to bear as far as the law provides (§§ 280, 286"
        " BGB)."
    ) % {"day": words.day(letter.pay_by)}
    yield _(
        "While payments are overdue we may also limit or stop our services as the contract provides, and, if the law allows it, terminate"
        " the contract without notice."
    )


def closing(letter: Letter) -> Iterator[str]:
    """Say what to do if the reader sees it otherwise, or cannot pay at once."""
    yield _("If you have paid meanwhile, please disregard this letter.")
    yield _(
        "Is something wrong with the invoice, or would you like to pay in instalments? Tell us: %(ways)s. What you object to we look into"
        " before we go on."
    ) % {"ways": ", ".join(_ways(letter))}
    yield _("Kind regards")


def _ways(letter: Letter) -> Iterator[str]:
    yield _("in the portal (%(address)s)") % {"address": f"{settings.PUBLIC_URL}/portal/"}
    if letter.seller.phone:
        yield _("by telephone (%(number)s)") % {"number": grouped(letter.seller.phone)}
    if letter.seller.email:
        yield _("by e-mail (%(address)s)") % {"address": letter.seller.email}


def rate(base: int, above: int) -> str:
    """Write a rate with what it is made of: "10,52 % (1,52 + 9)"."""
    return f"{points(max(base + above, 0))}\u00a0% ({points(base)}\u00a0+\u00a0{points(above)})"
