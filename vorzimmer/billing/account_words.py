"""In words: ages, states of documents and rates of tax."""

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy, pgettext_lazy

from vorzimmer.domain.accounts import Age, Because, Standing, StandingCode
from vorzimmer.domain.invoices import VatCategory
from vorzimmer.domain.money import VatRate

AGES = {
    Age.NOT_DUE: gettext_lazy("not due"),
    Age.UP_TO_30: gettext_lazy("1–30 days"),
    Age.UP_TO_60: gettext_lazy("31–60 days"),
    Age.UP_TO_90: gettext_lazy("61–90 days"),
    Age.OVER_90: gettext_lazy("over 90 days"),
}
STANDINGS = {
    StandingCode.OPEN: pgettext_lazy("document", "open"),
    StandingCode.PART_PAID: pgettext_lazy("document", "partly paid"),
    StandingCode.PAID: pgettext_lazy("document", "paid"),
    StandingCode.OVERPAID: pgettext_lazy("document", "overpaid"),
    StandingCode.CANCELLED: pgettext_lazy("document", "cancelled"),
    StandingCode.WRITTEN_OFF: pgettext_lazy("document", "written off"),
    StandingCode.IN_COLLECTION: pgettext_lazy("document", "being collected"),
}
SETTLED = pgettext_lazy("document", "settled")
TONES = {
    StandingCode.PAID: "free",
    StandingCode.OVERPAID: "accent",
    StandingCode.IN_COLLECTION: "accent",
    StandingCode.PART_PAID: "wait",
    StandingCode.OPEN: "wait",
}
"""How a chip looks that says a state; red is for what is overdue."""
REASONS = {
    Because.NOTHING_PAID: gettext_lazy("nothing was paid yet"),
    Because.RETURNED: gettext_lazy("the direct debit was returned"),
    Because.SOME_PAID: gettext_lazy("a part is settled"),
    Because.NOTHING_OWED: gettext_lazy("it comes to nothing"),
    Because.ALL_PAID: gettext_lazy("all of it was paid"),
    Because.SET_OFF: gettext_lazy("it was set off"),
    Because.MORE_PAID: gettext_lazy("more was paid than is owed"),
    Because.CANCELLED: gettext_lazy("a credit note cancels it"),
    Because.GIVEN_UP: gettext_lazy("the rest was given up"),
    Because.COLLECTED_ON: gettext_lazy("a direct debit is on its way"),
}
CATEGORIES = {
    VatCategory.EXEMPT: gettext_lazy("small business (§19 UStG)"),
    VatCategory.REVERSE_CHARGE: gettext_lazy("reverse charge"),
    VatCategory.OUTSIDE: gettext_lazy("not taxable"),
}


def standing_in_words(standing: Standing) -> str:
    """Say how a document stands; what no money was needed for is settled, and not paid."""
    if standing.because is Because.SET_OFF:
        return str(SETTLED)
    return str(STANDINGS[standing.code])


def rate_in_words(category: VatCategory, rate: VatRate) -> str:
    """Say a rate of tax: "19 %", or why there is none."""
    if category is not VatCategory.STANDARD or rate is None:
        return str(CATEGORIES.get(category, CATEGORIES[VatCategory.OUTSIDE]))
    whole, rest = divmod(rate, 100)
    return f"{number_format(f'{whole}.{rest:02}', decimal_pos=2) if rest else whole} %"
