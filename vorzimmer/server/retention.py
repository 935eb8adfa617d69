"""What the commands about retention say."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vorzimmer.domain.erasure_ledger import Flaw
from vorzimmer.privacy import ledger
from vorzimmer.privacy.models import LedgerEntry
from vorzimmer.server.faults import Trouble

Say = Callable[[str], object]

FLAWS = {
    Flaw.MISSING: gettext_lazy("a line is missing before it"),
    Flaw.BROKEN: gettext_lazy("it was changed, or does not belong to the line before"),
    Flaw.BACKWARDS: gettext_lazy("it is older than the line before"),
    Flaw.MORE_ERASED: gettext_lazy("more was erased than was due"),
}


def verify(*, known: str | None, say: Say) -> None:
    """Check the ledger, and that a line somebody noted is still there. Raises Trouble with everything that is wrong."""
    last, findings = ledger.verify()
    wrong = [_("Line %(number)d: %(flaw)s.") % {"number": each.number, "flaw": FLAWS[each.flaw]} for each in findings]
    if known is not None and not _is_there(known):
        wrong.append(_("The line %(known)s is not there: the ledger was cut off or replaced.") % {"known": known})
    if wrong:
        raise Trouble("\n".join(wrong))
    if last is None:
        say(_("The ledger is empty."))
        return
    count = ngettext("The ledger is whole: %(count)d line.", "The ledger is whole: %(count)d lines.", last.number)
    say(count % {"count": last.number} + " " + _("Note its end elsewhere: %(known)s") % {"known": f"{last.number}:{last.link}"})


def _is_there(known: str) -> bool:
    number, _colon, link = known.partition(":")
    if not number.isdecimal() or not link:
        raise Trouble(_("%(known)s is no noted line, as in 12:3f…") % {"known": known})
    return LedgerEntry.objects.filter(number=int(number), link=link).exists()
