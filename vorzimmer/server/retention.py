"""What the commands about retention say."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vorzimmer.accounts.models import User
from vorzimmer.customers.models import Customer
from vorzimmer.domain.approvals import APPROVAL_SENTENCES
from vorzimmer.domain.catalogue import Category, Rule
from vorzimmer.domain.days import berlin, berlin_date, start_of_day
from vorzimmer.domain.erasure_ledger import Flaw
from vorzimmer.domain.retention import Kept, versions_of
from vorzimmer.domain.retention_policy import WITHOUT_ENTRY
from vorzimmer.privacy import ledger, limits, releases
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.clocks import Clock, clocks, holds_of, left
from vorzimmer.privacy.models import LedgerEntry
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.residue import ResidueLeft
from vorzimmer.privacy.retention_words import HOLDS, STARTS, STATES, period_in_words
from vorzimmer.privacy.sweep_lock import AlreadySweeping
from vorzimmer.privacy.sweeping import CountsDisagree, Outcome, State, decided, survey
from vorzimmer.server.faults import Trouble
from vorzimmer.server.sweeping import sweep_whole

Say = Callable[[str], object]

FLAWS = {
    Flaw.MISSING: gettext_lazy("a line is missing before it"),
    Flaw.BROKEN: gettext_lazy("it was changed, or does not belong to the line before"),
    Flaw.BACKWARDS: gettext_lazy("it is older than the line before"),
    Flaw.MORE_ERASED: gettext_lazy("more was erased than was due"),
}


# --- sweep -------------------------------------------------------------------------------------------------------------------


def sweep(now: datetime, *, as_of: date | None, dry_run: bool, as_json: bool, say: Say, progress: Say) -> bool:  # noqa: PLR0913  (the options of the command)
    """Erase what is due, or only count it. False: something that is due is still there. Raises Trouble."""
    at = now if as_of is None else start_of_day(as_of)
    if at > now and not dry_run:
        raise Trouble(_("What is due on a day to come can only be counted: add --dry-run."))
    outcomes = survey(at) if dry_run else _swept(at, now, progress)
    if as_json:
        say(json.dumps({"at": at.isoformat(), "dry_run": dry_run, "tables": [_as_data(each) for each in outcomes]}, indent=2))
    else:
        _say_outcomes(outcomes, dry_run=dry_run, say=say)
    return dry_run or all(each.erased == each.due for each in outcomes)


def _swept(at: datetime, now: datetime, progress: Say) -> list[Outcome]:
    try:
        return sweep_whole(at, now=now, progress=lambda outcome: progress(outcome.clock.table))
    except AlreadySweeping:
        raise Trouble(_("A sweep is running already.")) from None
    except ResidueLeft as left_over:
        text = _("All that was due is erased, but traces are left in the files: %(error)s. Please sweep again.")
        raise Trouble(text % {"error": left_over}) from None
    except CountsDisagree as wrong:
        raise Trouble(_("The sweep stopped, and its last batch was undone: %(error)s.") % {"error": wrong}) from None


def _as_data(outcome: Outcome) -> dict[str, Any]:
    return {
        "rule": outcome.clock.rule.value,
        "table": outcome.clock.table,
        "state": outcome.state.value,
        "due": outcome.due,
        "erased": outcome.erased,
        "held": outcome.held,
        "oldest": outcome.oldest and outcome.oldest.isoformat(),
        "by_customer": _by_number(outcome),
    }


def _say_outcomes(outcomes: list[Outcome], *, dry_run: bool, say: Say) -> None:
    for each in (each for each in outcomes if each.due or each.held):
        count = _("%(due)d due, %(erased)d erased, %(held)d held") % {"due": each.due, "erased": each.erased, "held": each.held}
        note = "" if each.state is State.SWEPT else f"; {STATES[each.state]}"
        say(f"{each.clock.rule} {each.clock.table}: {count}{note}")
        if dry_run and each.clock.owner:
            say("  " + ", ".join(f"{number}: {count}" for number, count in _by_number(each).items()))
    total = sum(each.due for each in outcomes)
    if not total:
        say(_("Nothing is due."))
    elif dry_run:
        say(
            ngettext("%(count)d record is due; nothing was erased.", "%(count)d records are due; nothing was erased.", total)
            % {"count": total}
        )
    else:
        gone = sum(each.erased for each in outcomes)
        say(ngettext("%(count)d record was erased.", "%(count)d records were erased.", gone) % {"count": gone})


def _by_number(outcome: Outcome) -> dict[str, int]:
    """Say how many are due of which customer, by number; "" are those of nobody."""
    ids = [UUID(owner) for owner in outcome.by_owner if owner not in {"", "None"}]
    numbers = {str(pk): number for pk, number in Customer.objects.filter(pk__in=ids).values_list("pk", "number")}
    found: dict[str, int] = {}
    for owner, count in outcome.by_owner.items():
        number = numbers.get(owner, "")
        found[number] = found.get(number, 0) + count
    return dict(sorted(found.items()))


# --- releases ----------------------------------------------------------------------------------------------------------------


def release_rule(name: str, email: str, now: datetime, *, reason: str, say: Say) -> None:
    """Release a rule: the first person plans it, the second makes it count. Raises Trouble."""
    rule = _rule(name)
    try:
        by = User.objects.get_by_natural_key(email)
    except User.DoesNotExist:
        raise Trouble(_("Nobody signs in with %(email)s.") % {"email": email}) from None
    try:
        row = releases.release(rule, by, now, reason=reason)
    except releases.MayNotRelease:
        raise Trouble(_("Only the owner and the privacy officer release rules.")) from None
    except releases.AlreadyReleased:
        raise Trouble(_("%(rule)s is released already, as it stands.") % {"rule": rule}) from None
    except releases.NotReleased as refused:
        raise Trouble(_(APPROVAL_SENTENCES[refused.because])) from None
    say(rule_in_words(rule))
    due = sum(each.due for each in survey(now) if each.clock.rule is rule)
    say(ngettext("By it %(count)d record is due now.", "By it %(count)d records are due now.", due) % {"count": due})
    if row.released_at is None:
        say(_("You have looked at it. It counts once a second person releases it too."))
    else:
        say(_("It is released: the next sweep erases by it."))


def rule_in_words(rule: Rule) -> str:
    """Say what a rule says today: from when, how long, by which law."""
    version = versions_of(retention_rules(), rule)[-1]
    words = {"rule": rule.value, "start": STARTS[version.start], "period": period_in_words(version.period, version.length)}
    return _("%(rule)s: counts from %(start)s; %(period)s. %(law)s.") % (words | {"law": version.law})


def _rule(name: str) -> Rule:
    known = {rule.value: rule for rule in Rule if rule not in WITHOUT_ENTRY}
    if name not in known:
        raise Trouble(_("No rule is called %(name)s; there are: %(rules)s.") % {"name": name, "rules": ", ".join(sorted(known))})
    return known[name]


# --- a shorter time ----------------------------------------------------------------------------------------------------------


def limit_calls(number: str, months: int | None, now: datetime, *, say: Say) -> None:
    """Write down that a customer ordered a shorter time for his calls, or that he did not. Raises Trouble."""
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        raise Trouble(_("No customer has the number %(number)s.") % {"number": number})
    limits.limit_calls(customer.pk, months, now, None)
    if months is None:
        say(_("Calls of %(number)s go with the contract.") % {"number": number})
        return
    text = ngettext("Calls of %(number)s go after %(count)d month.", "Calls of %(number)s go after %(count)d months.", months)
    say(text % {"number": number, "count": months})


# --- explanation ---------------------------------------------------------------------------------------------------------------


def explain(table: str, key: str, now: datetime, *, say: Say) -> None:
    """Say of one record which rule ends it, from which day on, until when, and what holds it. Raises Trouble."""
    try:
        model = apps.get_model(table)
        pk = model._meta.pk.to_python(key)
    except (LookupError, ValueError, ValidationError):
        raise Trouble(_("%(table)s %(key)s is no record, as in calls.Note 1234…") % {"table": table, "key": key}) from None
    if not model._base_manager.filter(pk=pk).exists():  # noqa: SLF001  (the model's own manager may hide rows)
        raise Trouble(_("There is no %(table)s %(key)s.") % {"table": model._meta.label, "key": key})
    own = [clock for clock in clocks() if clock.table == model._meta.label]
    for clock in own:
        say(rule_in_words(clock.rule))
        say("  " + _explained(clock, pk, now))
    rules = {datum.rule for name, datum in catalogue().items() if name.rsplit(".", 1)[0] == model._meta.label}
    about = {datum.category for name, datum in catalogue().items() if name.rsplit(".", 1)[0] == model._meta.label}
    reasons = [each for each in left() if each.rule in rules and each.table in {"*", model._meta.label}]
    for each in reasons:
        say(f"{each.rule}: {_(each.because)}.")
    if about <= {Category.NONE}:
        say(_("It says nothing about a person, and has no time of its own."))
    elif not own and not reasons:
        say(_("It goes with the record to which it belongs."))


def _explained(clock: Clock, pk: Any, now: datetime) -> str:
    reading, holds = clock.read(now), holds_of(clock)
    values = clock.model._base_manager.filter(pk=pk).values_list("pk", *clock.columns).get()  # noqa: SLF001  (as above)
    held = () if holds is None else holds([pk], berlin_date(now)).get(pk, ())
    answer = decided(clock, reading, values, now, held)
    facts = reading.facts(values)
    start = facts.start if facts.start is not None else facts.fallback
    begun = _("It has not begun to count.") if start is None else _("It counts from %(day)s.") % {"day": _said(start)}
    parts = [begun]
    if facts.cap is not None:
        words = {"months": facts.cap.months, "day": facts.cap.begins_on.isoformat()}
        parts.append(_("The customer ordered a shorter time: %(months)d months from %(day)s.") % words)
    if isinstance(answer, Kept):
        until = answer.until
        parts.append(_("Nobody can say yet when it goes.") if until is None else _("It is kept until %(at)s.") % {"at": _said(until)})
        parts += [_("It is held: %(why)s.") % {"why": HOLDS[hold]} for hold in answer.because]
    else:
        parts.append(_("It is due since %(at)s.") % {"at": _said(answer.since)})
        if not reading.rows.filter(pk=pk).exists():
            parts.append(_("It goes after what is under way, or what hangs on it."))
        if not releases.is_released(clock.rule):
            parts.append(_("Two people have to release the rule first."))
    return " ".join(parts)


def _said(at: date | datetime) -> str:
    return berlin(at).strftime("%Y-%m-%d %H:%M") if isinstance(at, datetime) else at.isoformat()


# --- ledger ------------------------------------------------------------------------------------------------------------------


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
