"""The gate before the privacy notice: why a version may not be published. It has to name all that is held, and fit the rules."""

from datetime import date

from vorzimmer.domain.disclosure import NEEDS_NAME
from vorzimmer.domain.notice import PrivacyNotice, misfits, unnamed
from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.policies import disclosure_policy, retention_rules
from vorzimmer.privacy.promises import notices

MOST_NAMED = 5
"""Entries of the catalogue that are named in one sentence."""

NOT_NAMED = _("Version %(version)s of the privacy notice does not name what is held: %(keys)s.")
MISFIT = _("Version %(version)s of the privacy notice does not fit the rules: %(what)s.")
NO_BUREAUS = _("Version %(version)s of the privacy notice prints the bureaus of entry %(entry)s, which is not the one in force then.")
RECIPIENTS = _("Version %(version)s of the privacy notice and policy/disclosure.toml do not name the same recipients: %(kinds)s.")
NOT_IN_FORCE = _("No version of the privacy notice is in force.")


def gaps(day: date) -> list[Sentence]:
    """Say why a version that is in force on a day, or will be, may not be published. Raises PolicyWrong."""
    now = [notice for notice in notices() if notice.valid_from <= day][-1:]
    coming = [notice for notice in notices() if notice.valid_from > day]
    found = [] if now else [sentence(NOT_IN_FORCE)]
    return found + [gap for notice in (*now, *coming) for gap in gaps_of(notice, max(day, notice.valid_from))]


def gaps_of(notice: PrivacyNotice, day: date) -> list[Sentence]:
    """Say what is wrong with one version on a day: what it does not name, and what it says that the rules do not."""
    found = []
    if keys := unnamed(notice, catalogue()):
        more = [] if len(keys) <= MOST_NAMED else ["…"]
        found.append(sentence(NOT_NAMED, version=notice.version, keys=", ".join([*keys[:MOST_NAMED], *more])))
    found += [sentence(MISFIT, version=notice.version, what=what) for what in misfits(notice, retention_rules())]
    entry = disclosure_policy().on(day).notice
    if entry.version != notice.bureaus:
        found.append(sentence(NO_BUREAUS, version=notice.version, entry=notice.bureaus))
    elif different := (notice.recipients & NEEDS_NAME) ^ entry.also_names:
        found.append(sentence(RECIPIENTS, version=notice.version, kinds=", ".join(sorted(different))))
    return found
