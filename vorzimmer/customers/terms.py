"""The terms of a contract in a sentence, as tariffs, the office and the portal say them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.domain.contracts import EndsAt, NoticeUnit, Terms


def said_terms(terms: Terms) -> str:
    """Say minimum term, notice and renewal: "Minimum term 1 month. Notice: 2 weeks to the end of a month."."""
    parts = [_minimum(terms.minimum_months), _notice(terms)]
    if terms.renews_months:
        parts.append(
            ngettext("Goes on by %(n)d month without notice.", "Goes on by %(n)d months without notice.", terms.renews_months)
            % {"n": terms.renews_months}
        )
    return " ".join(parts)


def _minimum(months: int) -> str:
    if not months:
        return _("No minimum term.")
    return ngettext("Minimum term %(n)d month.", "Minimum term %(n)d months.", months) % {"n": months}


def _notice(terms: Terms) -> str:
    number = terms.notice.number
    length = {
        NoticeUnit.DAYS: ngettext("%(n)d day", "%(n)d days", number),
        NoticeUnit.WEEKS: ngettext("%(n)d week", "%(n)d weeks", number),
        NoticeUnit.MONTHS: ngettext("%(n)d month", "%(n)d months", number),
    }[terms.notice.unit] % {"n": number}
    texts = {
        EndsAt.ANY_DAY: _("Notice: %(length)s to any day."),
        EndsAt.END_OF_MONTH: _("Notice: %(length)s to the end of a month."),
        EndsAt.END_OF_TERM: _("Notice: %(length)s to the end of the term."),
    }
    return texts[terms.to] % {"length": length}
