"""The privacy notice as this installation has it: its versions, and each of them in words.

An agency may put versions of its own into `HOME/notice/`, beside those that came with the program.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.dateformat import format as written
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.controller import Controller
from vorzimmer.domain.disclosure_policy import Bureau
from vorzimmer.domain.disclosure_policy import Notice as NamedBureaus
from vorzimmer.domain.enquiries import END_AFTER
from vorzimmer.domain.erasure_ledger import SLA
from vorzimmer.domain.notice import PrivacyNotice, Promise, figures, filled, in_force, read_notices
from vorzimmer.domain.policy import PolicyWrong
from vorzimmer.privacy.listed_processors import processors
from vorzimmer.privacy.papers import Paper, Section, blocks_of
from vorzimmer.privacy.policies import disclosure_policy, retention_rules
from vorzimmer.telephony.numbers import grouped


def notices() -> tuple[PrivacyNotice, ...]:
    """Give all versions, the oldest first. Raises PolicyWrong when one does not load."""
    own = Path(settings.HOME) / "notice"
    found = sorted(own.glob("*.toml")) if own.is_dir() else []
    return _read(tuple((str(path), path.stat().st_mtime_ns) for path in found))


@lru_cache(maxsize=4)
def _read(own: tuple[tuple[str, int], ...]) -> tuple[PrivacyNotice, ...]:
    shipped = [each.read_text("utf-8") for each in files("vorzimmer.policy").joinpath("notice").iterdir() if each.name.endswith(".toml")]
    return read_notices([*shipped, *(Path(path).read_text("utf-8") for path, _changed in own)])


def notice_on(day: date) -> PrivacyNotice:
    """Give the version that is in force on a day. Raises NoNotice, PolicyWrong."""
    return in_force(notices(), day)


def notice_of(version: str) -> PrivacyNotice:
    """Give one version. Raises KeyError, PolicyWrong."""
    return {notice.version: notice for notice in notices()}[version]


def day_of(notice: PrivacyNotice, today: date) -> date:
    """Say of which day a version speaks: of today while it is in force, of its last day afterwards, of its first one before."""
    later = [each.valid_from for each in notices() if each.valid_from > notice.valid_from]
    last = min(later) - timedelta(days=1) if later else today
    return max(notice.valid_from, min(last, today))


# --- in words ------------------------------------------------------------------------------------------------------------------

PRIVACY_NOTICE = _("Privacy notice")


def as_paper(notice: PrivacyNotice, controller: Controller, *, language: str, day: date) -> Paper:
    """Write a version in a language, with the figures and the processors of a day."""
    with translation.override(language):
        values = _values(notice, controller, day)
        form = pgettext("date format, a day in full", "j F Y")
        about = [(gettext("Version"), notice.version), (gettext("In force from"), written(notice.valid_from, form))]
        sections = []
        for number, part in enumerate(notice.parts, start=1):
            sections.append(Section(title=f"{number}. {part.title[language]}", anchor=part.id))
            sections += [_section(promise, language, values) for promise in notice.of_part(part)]
        return Paper(title=str(PRIVACY_NOTICE), language=language, about=tuple(about), sections=tuple(sections))


def said(promise: Promise, notice: PrivacyNotice, controller: Controller, *, language: str, day: date) -> str:
    """Give the text of one promise in a language."""
    with translation.override(language):
        return filled(promise.text[language], _values(notice, controller, day))


def _section(promise: Promise, language: str, values: dict[str, str]) -> Section:
    blocks = blocks_of(filled(promise.text[language], values))
    return Section(title=promise.heading[language], level=3, anchor=promise.id, blocks=blocks)


def _values(notice: PrivacyNotice, controller: Controller, day: date) -> dict[str, str]:
    """Put together what stands in the places of the texts, in the language that is active."""
    numbers = figures(retention_rules(), day) | {Rule.ADDRESS.value: str(settings.SENDER_ADDRESS_HOURS)}
    return numbers | {
        "controller": controller.name or gettext("(the agency has not entered its name yet)"),
        "address": controller.address or gettext("(no address yet)"),
        "contact": _contact(controller),
        "officer": _officer(controller),
        "authority": _authority(controller),
        "processors": _processors(day),
        "bureaus": "\n".join(f"- {_bureau(each)}" for each in _entry(notice).bureaus.values()),
        "addresses": _addresses(numbers[Rule.SHORT_ADDRESS.value]),
        "enquiry.end": str(END_AFTER.days),
        "sla": str(SLA // timedelta(hours=1)),
    }


def _entry(notice: PrivacyNotice) -> NamedBureaus:
    found = {entry.version: entry for entry in disclosure_policy().notices}
    if notice.bureaus not in found:
        raise PolicyWrong(f"policy/disclosure.toml has no notice “{notice.bureaus}”")
    return found[notice.bureaus]


def _bureau(bureau: Bureau) -> str:
    today = gettext("%(named)s, today: %(today)s") % {"named": bureau.named, "today": bureau.today} if bureau.today else bureau.named
    return today if bureau.enabled else gettext("%(bureau)s (gets nothing at present)") % {"bureau": today}


def _contact(controller: Controller) -> str:
    ways = []
    if controller.email:
        ways.append(gettext("e-mail %(email)s") % {"email": controller.email})
    if controller.phone:
        ways.append(gettext("telephone %(phone)s") % {"phone": grouped(controller.phone)})
    return gettext("You reach us by %(ways)s.") % {"ways": gettext(" or ").join(ways)} if ways else ""


def _officer(controller: Controller) -> str:
    if controller.officer:
        return gettext("Our data protection officer is %(officer)s.") % {"officer": controller.officer}
    return gettext("We need no data protection officer; whoever is responsible answers your questions himself.")


def _authority(controller: Controller) -> str:
    if controller.authority:
        return gettext("For us it is %(authority)s.") % {"authority": controller.authority}
    return gettext("For us it is the data protection authority of the Land in which we have our seat.")


def _processors(day: date) -> str:
    listed: Sequence[object] = processors(day)
    if not listed:
        return gettext("At present nobody processes data on our behalf.")
    return gettext("These work for us under instructions:") + "\n\n" + "\n".join(f"- {each}" for each in listed)


def _addresses(days: str) -> str:
    if not settings.KEEP_SHORT_ADDRESSES:
        return gettext("Nothing of the address is kept afterwards, not even shortened.")
    return gettext(
        "Afterwards we count for %(days)s days from which shortened networks forms were sent on a day: of an IPv4 address the last byte is "
        "missing, of an IPv6 address all but the first four. Nothing links that to an enquiry."
    ) % {"days": days}
