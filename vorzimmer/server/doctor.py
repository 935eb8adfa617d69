"""`vorzimmer doctor`: looks at everything that a running agency needs, changes nothing, and says what to do."""

import json
import os
import platform
import shutil
import stat
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.mail import get_connection
from django.db import connections
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.billing.unbilled import usage_alarm
from vorzimmer.billing.verifying import verify_last
from vorzimmer.billing.words import FLAWS, UNBILLED
from vorzimmer.domain.processors import ConnectorKind
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.processors import refusal
from vorzimmer.privacy.sweeping import Outcome, State
from vorzimmer.server import home, readiness
from vorzimmer.server.faults import Trouble
from vorzimmer.server.findings import Check, Finding, Level, fail, ok, warn
from vorzimmer.server.notices import lacks
from vorzimmer.server.register_checks import allowed_connections, registers
from vorzimmer.server.safety import backups, logging_of_statements, restored, rotation_of_keys
from vorzimmer.server.sweeping import last_sweep, late
from vorzimmer.sqlite.base import pragmas_in_force

MEGABYTE = 1_000_000
MAIL_SECONDS = 5
MOST_NAMED = 5
"""Customers that are named in one line."""
LINKS = 100
"""Links of the chain of documents that are looked at."""


def python() -> Iterator[Finding]:
    yield ok("Python", platform.python_version())


def databases() -> Iterator[Finding]:
    missing = [str(file) for file in readiness.database_files() if not file.exists()]
    if missing:
        yield warn(
            _("Database"), _("%(files)s: not there yet") % {"files": ", ".join(missing)}, _("“vorzimmer serve” makes it when it starts.")
        )
        return
    try:
        readiness.reach_databases()
    except Trouble as trouble:
        yield fail(_("Database"), str(trouble), _("Until then nothing that needs the database can be looked at."))
        return
    for alias in readiness.VARIABLES:
        yield ok(_("Database “%(alias)s”") % {"alias": alias}, database_facts(alias))
    yield from migrations()
    yield from sealing()
    yield from usage()
    yield from document_chain()
    yield from retention()
    yield from privacy_notice()
    yield from logging_of_statements()
    yield from allowed_connections()


def database_facts(alias: str) -> str:
    """Product, version, and what is in force."""
    connection = connections[alias]
    version = ".".join(str(part) for part in connection.get_database_version())
    if connection.vendor == "sqlite":
        in_force = ", ".join(f"{name} {value}" for name, value in pragmas_in_force(connection.connection).items())
        return f"SQLite {version} ({in_force})"
    return f"{connection.display_name} {version}"


def migrations() -> Iterator[Finding]:
    for alias in readiness.VARIABLES:
        subject = _("Migrations of “%(alias)s”") % {"alias": alias}
        try:
            pending = readiness.pending_migrations(alias)
        except Trouble as trouble:
            yield fail(subject, str(trouble), "")
            continue
        if pending:
            yield warn(
                subject,
                _("%(count)d are to be applied") % {"count": len(pending)},
                _("Run “vorzimmer migrate”; “vorzimmer serve” does it too."),
            )
        else:
            yield ok(subject, _("all applied"))


def sealing() -> Iterator[Finding]:
    if readiness.pending_migrations("keyring"):
        return
    subject, kept = _("Keyring"), DataKey.objects.filter(destroyed_at=None).count()
    if not settings.MASTER_KEY and not (settings.HOME / "master.key").exists() and not kept:
        yield ok(subject, _("empty; it gets its master key when the first record is sealed"))
    else:
        try:
            readiness.open_keyring()
        except Trouble as trouble:
            yield fail(subject, str(trouble), _("Restore the master key and the keyring from their backup."))
        else:
            text = _("opens; %(count)d keys") % {"count": kept}
            yield ok(subject, text, _("Back up keyring and master key apart from the data: whoever has all of them can read everything."))
    if same_place(settings.DATABASES["default"], settings.DATABASES["keyring"]):
        yield fail(
            _("Place of the keyring"),
            _("it lies in the same database as the data"),
            _("Set KEYRING_URL to another database: an erased key would live on in every backup of the data."),
        )
    else:
        yield ok(_("Place of the keyring"), _("apart from the data"))


def same_place(one: dict[str, object], other: dict[str, object]) -> bool:
    return all(str(one.get(part, "")) == str(other.get(part, "")) for part in ("ENGINE", "NAME", "HOST", "PORT"))


def retention() -> Iterator[Finding]:
    """What should have gone a day ago and is still there; it is alarming whatever the reason is."""
    subject = _("Retention")
    if readiness.pending_migrations("default"):
        return
    overdue = late(datetime.now(UTC))
    for each in overdue:
        rest = {"rule": each.clock.rule, "table": each.clock.table, "count": each.due}
        text = ngettext(
            "%(rule)s: %(count)d record of %(table)s should have gone",
            "%(rule)s: %(count)d records of %(table)s should have gone",
            each.due,
        )
        yield fail(subject, text % rest, _remedy(each))
    if not overdue:
        swept = last_sweep()
        text = (
            _("nothing is late; no sweep yet")
            if swept is None
            else _("nothing is late; last sweep %(at)s") % {"at": f"{swept:%Y-%m-%d %H:%M} UTC"}
        )
        yield ok(subject, text)


def _remedy(outcome: Outcome) -> str:
    if outcome.state is State.NOT_RELEASED:
        return _("Let two people run “vorzimmer release-rule %(rule)s --by …”.") % {"rule": outcome.clock.rule}
    if outcome.state is State.NO_HOLDS:
        return _("Nobody is there who knows what holds them: this needs a newer version of the program.")
    return _("Run “vorzimmer sweep”, and look at what it says.")


def privacy_notice() -> Iterator[Finding]:
    """Whether the notice may be published: it names all that is held, and who is responsible."""
    subject = _("Privacy notice")
    if any(readiness.pending_migrations(alias) for alias in readiness.VARIABLES):
        return
    found = lacks(datetime.now(UTC))
    yield from (fail(subject, each, _("See docs/how-to/publish-the-notice.md.")) for each in found)
    if not found:
        yield ok(subject, _("names all that is held"))


def secrets() -> Iterator[Finding]:
    """Files that only their owner may read."""
    for name in ("master.key", "secret.key"):
        path = settings.HOME / name
        if path.exists():
            yield private(path, mode=0o600)
    if settings.HOME.exists():
        yield private(settings.HOME, mode=0o700)


def private(path: Path, *, mode: int) -> Finding:
    actual = stat.S_IMODE(path.stat().st_mode)
    if actual & 0o077:
        return fail(str(path), _("others can read it (mode %(mode)o)") % {"mode": actual}, f"chmod {mode:o} {path}")
    return ok(str(path), _("only its owner can read it"))


def mail() -> Iterator[Finding]:
    subject = _("E-mail")
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    if refusal(ConnectorKind.MAIL, settings.EMAIL_HOST, datetime.now(UTC)) is not None:
        return  # nothing is opened; `allowed_connections` says why
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend", timeout=MAIL_SECONDS)
    try:
        connection.open()
        connection.close()
    except OSError as error:  # smtplib's own errors are OSErrors too
        reason = error.strerror or type(error).__name__
        text = _("the server %(server)s does not let us in: %(error)s") % {"server": server, "error": reason}
        yield fail(subject, text, _("Check SMTP_URL."))
    else:
        yield ok(subject, _("the server %(server)s answers") % {"server": server})


def sms() -> Iterator[Finding]:
    if settings.SMS_GATEWAY_URL:
        yield ok("SMS", _("a gateway is set"))
    else:
        yield warn("SMS", _("no gateway is set; no SMS can be sent"), _("Set SMS_GATEWAY_URL and SMS_GATEWAY_TOKEN."))


def telephone_systems() -> Iterator[Finding]:
    systems = {"sipgate": settings.SIPGATE_ENABLED, "Placetel": bool(settings.PLACETEL_SECRET), "CTI": bool(settings.CTI_TOKEN)}
    if not any(systems.values()) and not settings.DEMO:
        yield warn(_("Telephone systems"), _("none is connected"), _("Set SIPGATE_ENABLED, PLACETEL_SECRET or CTI_TOKEN."))
        return
    for name, is_open in systems.items():
        yield ok(_("Webhook %(system)s") % {"system": name}, _("open") if is_open else _("closed"))


def static_files() -> Iterator[Finding]:
    subject = _("Static files")
    if readiness.static_files_are_fresh():
        yield ok(subject, _("collected"))
    else:
        yield warn(subject, _("not collected, or older than the program"), _("“vorzimmer serve” collects them when it starts."))


def time_zone() -> Iterator[Finding]:
    subject = _("Time zone data")
    try:
        ZoneInfo(settings.TIME_ZONE)
    except ZoneInfoNotFoundError:
        yield fail(
            subject, _("%(zone)s is unknown") % {"zone": settings.TIME_ZONE}, _("Install the package “tzdata” of your system or of Python.")
        )
    else:
        yield ok(subject, settings.TIME_ZONE)


def languages() -> Iterator[Finding]:
    folder = Path(settings.LOCALE_PATHS[0]) / "de" / "LC_MESSAGES"
    subject = _("Translation")
    if (folder / "django.mo").exists():
        yield ok(subject, _("German and English"))
    else:
        yield fail(subject, _("the German texts are not compiled"), _("Install Vorzimmer again, or run “make” in its source."))


def usage() -> Iterator[Finding]:
    """Usage that no document took within two months: customers by their numbers only."""
    if any(readiness.pending_migrations(alias) for alias in readiness.VARIABLES):
        return
    alarm, subject = usage_alarm(datetime.now(UTC)), _("Usage without a bill")
    if alarm.oldest is None:
        yield ok(subject, _("none that is older than two months"))
        return
    customers = ", ".join(f"{each.customer_number} ({UNBILLED[each.because]})" for each in alarm.customers[:MOST_NAMED])
    more = len(alarm.customers) - MOST_NAMED
    text = ngettext("%(count)d row, from %(month)s on: %(customers)s", "%(count)d rows, from %(month)s on: %(customers)s", alarm.rows)
    said = text % {"count": alarm.rows, "month": f"{alarm.oldest:%Y-%m}", "customers": customers}
    if more > 0:
        said += ngettext(", and %(count)d customer more", ", and %(count)d customers more", more) % {"count": more}
    yield warn(subject, said, _("Bill these months, or waive them: the office shows what stands in the way."))


def document_chain() -> Iterator[Finding]:
    """The end of the chain of invoices; all of it is checked by “vorzimmer verify-documents”."""
    if any(readiness.pending_migrations(alias) for alias in readiness.VARIABLES):
        return
    checked, subject = verify_last(LINKS), _("Chain of documents")
    if checked.findings:
        flaws = "; ".join(f"{each.document or '…'}: {FLAWS[each.flaw]}" for each in checked.findings[:MOST_NAMED])
        yield fail(subject, flaws, _("Run “vorzimmer verify-documents”, and look for the backup that is whole."))
        return
    text = ngettext("%(count)d document, its end is whole", "%(count)d documents, its end is whole", checked.after)
    yield ok(subject, text % {"count": checked.after} if checked.after else _("empty"))


def disk() -> Iterator[Finding]:
    subject = _("Free space")
    free = shutil.disk_usage(settings.HOME if settings.HOME.exists() else Path.cwd()).free // MEGABYTE
    text = _("%(free)d MB") % {"free": free}
    if free < 100:  # noqa: PLR2004  (megabytes)
        yield fail(subject, text, _("Make room: without it nothing can be saved."))
    elif free < 1000:  # noqa: PLR2004  (megabytes)
        yield warn(subject, text, _("Make room before it runs out."))
    else:
        yield ok(subject, text)


def address() -> Iterator[Finding]:
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    if settings.HTTPS:
        yield ok("PUBLIC_URL", settings.PUBLIC_URL)
    elif host in {"localhost", "127.0.0.1", "::1"}:
        yield warn(
            "PUBLIC_URL",
            _("%(url)s can be reached from this machine only") % {"url": settings.PUBLIC_URL},
            _("Set PUBLIC_URL to the https address of the agency."),
        )
    else:
        yield fail(
            "PUBLIC_URL",
            _("%(url)s is not encrypted") % {"url": settings.PUBLIC_URL},
            _("Put a web server with a certificate in front, and set PUBLIC_URL to its https address."),
        )


def server() -> Iterator[Finding]:
    subject = _("Server")
    if not home.is_occupied(settings.HOME):
        yield ok(subject, _("is not running"))
        return
    report = home.last_report(settings.HOME)
    yield ok(subject, _("runs at %(address)s") % {"address": report.get("address", "?")})
    for name, health in report.get("workers", {}).items():
        if health["crashes"]:
            yield fail(
                _("Worker “%(name)s”") % {"name": name},
                _("crashed %(count)d times (%(error)s)") % {"count": health["crashes"], "error": health["error"]},
                _("Look at the output of the server."),
            )
    for name, last in report.get("jobs", {}).items():
        if last["error"]:
            yield fail(
                _("Job “%(name)s”") % {"name": name},
                _("failed (%(error)s)") % {"error": last["error"]},
                _("Look at the output of the server."),
            )


CHECKS: tuple[Check, ...] = (
    python,
    restored,
    databases,
    secrets,
    rotation_of_keys,
    backups,
    mail,
    sms,
    telephone_systems,
    static_files,
    time_zone,
    languages,
    disk,
    address,
    server,
    registers,
)


def examine(checks: Iterable[Check] = CHECKS) -> list[Finding]:
    findings: list[Finding] = []
    for check in checks:
        try:
            findings.extend(check())
        except Exception as error:  # noqa: BLE001  (a doctor looks at the rest too)
            findings.append(fail(check.__name__, type(error).__name__, _("This could not be looked at.")))
    return findings


def report(findings: list[Finding], *, as_json: bool) -> str:
    if as_json:
        return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)
    lines = []
    for finding in findings:
        lines.append(f"{finding.level:<4}  {finding.subject}: {finding.text}")
        if finding.remedy:
            lines.append(f"      {finding.remedy}")
    return os.linesep.join(lines)


def doctor(*, as_json: bool) -> int:
    """Print the report; 1 when something does not work, else 0."""
    findings = examine()
    print(report(findings, as_json=as_json))
    return 1 if any(finding.level is Level.FAIL for finding in findings) else 0
