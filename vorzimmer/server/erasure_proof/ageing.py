"""The second process of the proof: time passes, jobs and sweeps run at their moments, and then it says what is left."""

import base64
import sys
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import django
from django.apps import apps

from vorzimmer.server.erasure_proof.living import stands
from vorzimmer.server.erasure_proof.plan import LEFT, PLANTED, Plan, get, put

YEARS = 12
"""Beyond the longest rule: ten years from the end of the year."""
STEPS = (
    timedelta(hours=2),
    timedelta(days=1),
    timedelta(days=4),
    timedelta(days=32),
    timedelta(days=62),
    timedelta(days=200),
    timedelta(days=440),
)


def main() -> None:
    """Let time pass over what the first process planted."""
    django.setup()
    from vorzimmer.privacy import ledger  # noqa: PLC0415  (models load only after the settings)
    from vorzimmer.privacy.sweeping import State  # noqa: PLC0415
    from vorzimmer.server.backups.making import forget_old  # noqa: PLC0415
    from vorzimmer.server.erasure_proof.breaking import break_them  # noqa: PLC0415
    from vorzimmer.server.periodic import FORGETTING  # noqa: PLC0415
    from vorzimmer.server.sweeping import sweep_whole  # noqa: PLC0415

    plan = Plan.read(Path(sys.argv[1]))
    break_them(each for each in plan.broken if each != "log")
    blocked: set[str] = set()
    for at in moments(plan.at):
        declare_taxes_assessed(plan.at.year, at)
        for forget in (*FORGETTING, forget_old):
            forget(at)
        blocked = {each.clock.table for each in sweep_whole(at) if each.state is State.BLOCKED}
    planted = get(plan.folder / PLANTED)["planted"]
    still = [each for each in planted if stands(each["key"], each["record"], each["word"])]
    left = [{"key": each["key"], "because": reason_for(each["key"], blocked)} for each in still]
    opened = [each["key"] for each in planted if each["kept"] and opens(each)]
    findings = [finding.flaw.value for finding in ledger.verify()[1]]
    put(plan.folder / LEFT, {"left": left, "opened": opened, "blocked": sorted(blocked), "ledger": findings})


def declare_taxes_assessed(first: int, at: datetime) -> None:
    """Say, as the agency does year by year, that the taxes of all years that are over are finally assessed (AO §147(3) s. 5)."""
    from vorzimmer.billing.models import AssessedYear  # noqa: PLC0415  (see main)

    years = [AssessedYear(year=year, declared_at=at) for year in range(first - 1, at.year)]
    AssessedYear.objects.bulk_create(years, ignore_conflicts=True)


def moments(begin: datetime) -> Iterator[datetime]:
    """Give the moments at which is swept: often at first, then after each turn of the year."""
    yield from (begin + step for step in STEPS)
    for year in range(begin.year + 2, begin.year + YEARS + 1):
        yield begin.replace(year=year, month=1, day=2)


def reason_for(key: str, blocked: Collection[str] = ()) -> str:
    """Say why a field may still be there when time has passed; blank: it may not. `blocked` are tables on which longer kept ones hang."""
    from vorzimmer.domain.catalogue import Rule  # noqa: PLC0415  (see main)
    from vorzimmer.privacy.catalogue import datum  # noqa: PLC0415
    from vorzimmer.privacy.clocks import clocks, left  # noqa: PLC0415
    from vorzimmer.server.erasure_proof.exceptions import BY_JOBS, STAYS  # noqa: PLC0415

    table, rule = key.rsplit(".", 1)[0], datum(key).rule
    if key in STAYS:
        return STAYS[key]
    reasons = [each for each in left() if each.rule is rule]
    if table in blocked and reasons:
        return f"{rule}: {reasons[0].because}"
    if rule in BY_JOBS or any(clock.table == table and rule in {clock.rule, *clock.along} for clock in clocks()):
        return ""
    if rule is Rule.WITH_RECORD:
        return "with the record"
    return next((f"{rule}: {each.because}" for each in reasons if each.table in {table, "*"}), "")


def opens(planted: dict[str, Any]) -> bool:
    """Whether what a backup holds can still be opened with the keyring of today."""
    from vorzimmer.privacy.errors import KeyDestroyed  # noqa: PLC0415  (see main)
    from vorzimmer.privacy.sealing import unseal  # noqa: PLC0415

    table, name = planted["key"].rsplit(".", 1)
    model = apps.get_model(table)
    column = str(model._meta.get_field(name).column)
    try:
        unseal(base64.b64decode(planted["kept"]), table=model._meta.db_table, pk=UUID(planted["record"]), column=column)
    except KeyDestroyed:
        return False
    return True
