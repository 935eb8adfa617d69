"""The deletion concept in the words of ISO/IEC 27555: kinds of data, classes and rules of erasure, and who carries them out."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.catalogue import Category, Rule, is_store
from vorzimmer.domain.retention import Manner, RetentionRule, Start, versions_of
from vorzimmer.domain.retention_policy import WITHOUT_ENTRY
from vorzimmer.office.papers.facts import Wanted, introduction, norm
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.clocks import clocks, left
from vorzimmer.privacy.papers import Paper, Section, facts, table, text
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.releases import is_released
from vorzimmer.privacy.retention_words import HOLDS, period_in_words, since
from vorzimmer.privacy.words import CATEGORIES

TITLE = _("Deletion concept")
_COLLECTION, _PROCESS, _RELATIONSHIP = "A", "B", "C"
START_TYPES: Mapping[str, Any] = {
    _COLLECTION: _("from collection"),
    _PROCESS: _("from the end of a process"),
    _RELATIONSHIP: _("from the end of the relationship"),
}
TYPE_OF: Mapping[Start, str] = {
    Start.DONE: _COLLECTION,
    Start.WRITTEN: _COLLECTION,
    Start.INVOICE_SENT: _PROCESS,
    Start.LAST_USED: _PROCESS,
    Start.CLOSED: _PROCESS,
    Start.CONTRACT_ENDED: _RELATIONSHIP,
    Start.LEFT: _RELATIONSHIP,
}
MANNERS: Mapping[Manner, Any] = {
    Manner.DELETE: _("the record is deleted"),
    Manner.DETACH: _("the record is emptied: what says who somebody is goes"),
    Manner.DESTROY_KEY: _("the key is destroyed with which the data are encrypted"),
}


def paper(wanted: Wanted) -> Paper:
    """Write the concept."""
    rules = [versions_of(retention_rules(), rule)[-1] for rule in Rule if rule not in WITHOUT_ENTRY]
    return Paper(
        title=str(TITLE),
        language=wanted.language,
        about=wanted.about,
        sections=(
            Section(
                title=gettext("1. What this is"),
                blocks=introduction(
                    gettext(
                        "This concept follows ISO/IEC 27555. Every kind of data belongs to a class of erasure: a standard period and the "
                        "type of its starting point. A rule of erasure says for it from which event the period counts, what may suspend "
                        "it, and how the data go. It is written from the same rules that the program carries out."
                    ),
                    gettext(
                        "Periods are counted in civil days of Berlin and never shifted for a weekend. What is kept until a day is gone at "
                        "the midnight that ends it, and physically erased within 24 hours."
                    ),
                ),
            ),
            _kinds(),
            _classes(rules),
            Section(title=gettext("4. Rules of erasure")),
            *(_rule(wanted, rule) for rule in rules),
            *_special(),
        ),
    )


def _kinds() -> Section:
    """List the kinds of data with the rules that end them."""
    rows = []
    for category, name in CATEGORIES.items():
        held = [datum for datum in catalogue().values() if datum.category is category]
        if category is not Category.NONE and held:
            ends = sorted({datum.rule.value for datum in held if datum.rule not in WITHOUT_ENTRY})
            rows.append((f"{category.value} – {name}", ", ".join(ends), str(len(held))))
    columns = (gettext("Kind of data"), gettext("Rules of erasure"), gettext("Fields"))
    return Section(title=gettext("2. Kinds of data"), blocks=(table(columns, rows),))


def _class_of(rule: RetentionRule) -> tuple[str, str]:
    return TYPE_OF[rule.start], period_in_words(rule.period, rule.length)


def _classes(rules: list[RetentionRule]) -> Section:
    """List the classes: a type of starting point and a standard period each, numbered within their type."""
    rows = [
        (name, str(START_TYPES[kind]), period, ", ".join(rule.rule.value for rule in rules if _class_of(rule) == (kind, period)))
        for (kind, period), name in _named(rules).items()
    ]
    columns = (gettext("Class of erasure"), gettext("Type of starting point"), gettext("Standard period"), gettext("Rules of erasure"))
    return Section(title=gettext("3. Classes of erasure"), blocks=(table(columns, rows),))


def _named(rules: list[RetentionRule]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for kind in START_TYPES:
        classes = dict.fromkeys(_class_of(rule) for rule in rules if TYPE_OF[rule.start] == kind)
        found |= {each: f"{kind}{number}" for number, each in enumerate(classes, start=1)}
    return found


def _rule(wanted: Wanted, rule: RetentionRule) -> Section:
    """Say one rule: for what, from when, how long, what suspends it, how the data go, who does it, and on which ground."""
    everything = [versions_of(retention_rules(), each)[-1] for each in Rule if each not in WITHOUT_ENTRY]
    start = since(rule.start)
    if rule.fallback:
        start += gettext("; where that is missing, %(start)s") % {"start": since(rule.fallback)}
    promises = [promise for promise in wanted.notice.promises if rule.rule in promise.rules]
    norms = dict.fromkeys(norm(each, wanted.language) for promise in promises for each in promise.norms)
    rows = (
        (gettext("Kind of data"), _data_of(rule.rule)),
        (gettext("Class of erasure"), _named(everything)[_class_of(rule)]),
        (gettext("Starting point"), start),
        (gettext("Standard period"), period_in_words(rule.period, rule.length)),
        (gettext("Suspended while"), "; ".join(str(HOLDS[hold]) for hold in HOLDS if hold in rule.holds) or gettext("nothing suspends it")),
        (gettext("How the data go"), str(MANNERS[rule.manner])),
        (gettext("Carried out"), _carried_out(rule.rule)),
        (gettext("Ground"), "; ".join(norms)),
        (gettext("Promise of the notice"), ", ".join(promise.id for promise in promises)),
    )
    return Section(title=rule.rule.value, level=3, anchor=rule.rule.value, blocks=(facts(rows),))


def _data_of(rule: Rule) -> str:
    """Name categories and tables that hold data under a rule."""
    held = {key: datum for key, datum in catalogue().items() if datum.rule is rule}
    categories = [str(name) for category, name in CATEGORIES.items() if any(datum.category is category for datum in held.values())]
    tables = sorted({key.split(":")[0] if is_store(key) else key.rsplit(".", 1)[0] for key in held})
    if not held:
        return gettext("nothing of this kind is held at present")
    return f"{', '.join(categories)} ({', '.join(tables)})"


def _carried_out(rule: Rule) -> str:
    """Say who ends data under a rule: the nightly sweep, or something else, and why."""
    said = []
    swept = [clock.table for clock in clocks() if clock.rule is rule]
    if swept:
        released = gettext("released") if is_released(rule) else gettext("not released yet: it is only counted")
        said.append(gettext("nightly sweep (%(tables)s), %(released)s") % {"tables": ", ".join(dict.fromkeys(swept)), "released": released})
    said += [gettext(each.because) for each in left() if each.rule is rule]
    return "; ".join(dict.fromkeys(said)) or "–"


def _special() -> list[Section]:
    """What the standard calls special situations: suspension, backups, restore, keys, and the proof."""
    suspension = gettext(
        "Only the reasons that a rule names suspend it. An unknown reason holds nothing, and when the last one ends no new period begins."
    )
    copies = gettext(
        "Backups are overwritten by their own rule (R-BKP). After a restore everything that was due meanwhile is erased again before the "
        "service opens. Keys go with what they encrypted, so that erasure reaches copies too."
    )
    proof = gettext(
        "Every batch leaves a line in a chained ledger of erasures that names nobody: rule, table, how many were due and went, how late. "
        "A rule erases only once two people have released it as it stands."
    )
    return [
        Section(title=gettext("5. Special situations")),
        Section(title=gettext("Suspension"), level=3, blocks=(text(suspension),)),
        Section(title=gettext("Copies and backups"), level=3, blocks=(text(copies),)),
        Section(title=gettext("Proof"), level=3, blocks=(text(proof),)),
    ]
