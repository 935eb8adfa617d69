"""Rules of retention in words."""

from django.utils.translation import gettext_lazy, ngettext_lazy

from vorzimmer.domain.retention import Hold, Period, Start
from vorzimmer.privacy.sweeping import State

STARTS = {
    Start.CONTRACT_ENDED: gettext_lazy("the last day of the last contract"),
    Start.INVOICE_SENT: gettext_lazy("the day on which the invoice was sent"),
    Start.DONE: gettext_lazy("the day or the moment at which it was done"),
    Start.WRITTEN: gettext_lazy("the day on which it was made, received or sent off"),
    Start.LAST_USED: gettext_lazy("the day on which it was used last"),
    Start.CLOSED: gettext_lazy("the day on which it was dealt with"),
    Start.LEFT: gettext_lazy("the last day in the role"),
}
WITHOUT_LENGTH = {
    Period.AT_ONCE: gettext_lazy("until that day is over"),
    Period.END_OF_FOLLOWING_CALENDAR_YEAR: gettext_lazy("until the end of the following calendar year"),
}
LENGTHS = {
    Period.ROLLING_DAYS: ngettext_lazy("%(count)d more day", "%(count)d more days", "count"),
    Period.ROLLING_MONTHS: ngettext_lazy("%(count)d more month", "%(count)d more months", "count"),
    Period.END_OF_YEAR_PLUS: ngettext_lazy(
        "until the end of that year and %(count)d more year", "until the end of that year and %(count)d more years", "count"
    ),
    Period.ELAPSED_HOURS: ngettext_lazy("%(count)d hour", "%(count)d hours", "count"),
    Period.ELAPSED_MINUTES: ngettext_lazy("%(count)d minute", "%(count)d minutes", "count"),
}
HOLDS = {
    Hold.UNPAID: gettext_lazy("the invoice is unpaid although payment was demanded"),
    Hold.OBJECTION: gettext_lazy("an objection to the invoice is open"),
    Hold.INCIDENT: gettext_lazy("an incident needs them"),
    Hold.ABUSE: gettext_lazy("a case of abuse needs them"),
    Hold.TAX_ASSESSMENT: gettext_lazy("the tax is not finally assessed"),
}
STATES = {
    State.SWEPT: gettext_lazy("erased"),
    State.NOT_RELEASED: gettext_lazy("counted only: two people have to release the rule first"),
    State.NO_HOLDS: gettext_lazy("counted only: nobody is there who knows what holds them"),
    State.BLOCKED: gettext_lazy("some stay, because records that are kept longer hang on them"),
}


def period_in_words(period: Period, length: int) -> str:
    """Say how long something is kept after its start."""
    return str(WITHOUT_LENGTH[period]) if period in WITHOUT_LENGTH else str(LENGTHS[period] % {"count": length})
