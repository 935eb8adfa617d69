"""The privacy notice at the console: whether it may be published, and the notice for programs."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from vorzimmer.billing.controller import controller
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.disclosure_policy import NoRules, PolicyRefused
from vorzimmer.domain.notice import NoNotice
from vorzimmer.domain.policy import PolicyWrong
from vorzimmer.domain.sentences import Sentence
from vorzimmer.privacy.dpv import as_json
from vorzimmer.privacy.notice_gaps import gaps
from vorzimmer.privacy.promises import notice_on
from vorzimmer.server.faults import Trouble

Say = Callable[[str], object]


def lacks(at: datetime) -> list[str]:
    """Say in words why the notice may not be published."""
    try:
        found: list[Sentence] = gaps(berlin_date(at))
    except (PolicyWrong, PolicyRefused, NoRules) as error:
        return [_("The privacy notice does not load: %(error)s") % {"error": error}]
    said = [gap.said(_) for gap in found]
    if not controller().is_known:
        said.append(_("The agency has not entered name, address and a way to reach it (Art. 13(1)(a) GDPR)."))
    return said


def check(at: datetime, *, say: Say) -> bool:
    """Say whether the notice may be published; gives True if so."""
    found = lacks(at)
    for each in found:
        say(each)
    if not found:
        notice = notice_on(berlin_date(at))
        text = _("Version %(version)s names all that is held, and may be published: %(count)d promises.")
        say(text % {"version": notice.version, "count": len(notice.promises)})
    return not found


def export(at: datetime, *, file: Path | None, say: Say) -> None:
    """Write the notice in the words of the Data Privacy Vocabulary into a file, or say it. Raises Trouble."""
    day = berlin_date(at)
    try:
        text = as_json(notice_on(day), controller(), day=day)
    except (PolicyWrong, NoNotice) as error:
        raise Trouble(_("The privacy notice does not load: %(error)s") % {"error": error}) from error
    if file is None:
        say(text.rstrip("\n"))
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Trouble(_("%(file)s cannot be written: %(error)s.") % {"file": file, "error": error.strerror}) from error
    say(_("Written: %(file)s.") % {"file": file})
