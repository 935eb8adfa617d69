"""The proof: what was planted is found before time passes, and afterwards nothing of it that the rules do not keep, in no byte."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from vorzimmer.privacy.envelopes import make_key
from vorzimmer.server.erasure_proof.marks import Hit, Marks, search
from vorzimmer.server.erasure_proof.plan import LEFT, PLANTED, Plan, get
from vorzimmer.server.erasure_proof.planting import numbers, text_fields, why_not
from vorzimmer.server.erasure_proof.postbox import postbox
from vorzimmer.server.faults import Trouble

SECONDS = 300
"""That a process may take."""
MOST_NAMED = 20
AGENCY = "agency"
"""Everything that the program may write lies below this folder, and is looked through."""

Say = Callable[[str], object]


@dataclass(slots=True, kw_only=True)
class Seen:
    """What was seen: planted marks, what was there while the agency lived, and what is there afterwards.

    `spoken` letters about a note were sent, `letters` arrived; `opened` are sealed fields that a backup and today's keyring still open.
    """

    planted: list[dict[str, Any]]
    there: frozenset[str]
    spoken: int
    letters: int
    before: Mapping[Hit, int] = field(default_factory=dict)
    after: Mapping[Hit, int] = field(default_factory=dict)
    left: list[dict[str, str]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    ledger: list[str] = field(default_factory=list)


def prove(  # noqa: PLR0913  (the options of the command)
    at: datetime,
    *,
    broken: Collection[str] = (),
    databases: Mapping[str, str] | None = None,
    begin_with: Path | None = None,
    as_json: bool = False,
    say: Say = print,
) -> int:
    """Prove it in a temporary folder; 0 when it is proved, else 1. Raises Trouble when the proof cannot be made here.

    `broken` are some of BREAKS: then the proof has to fail. `databases` are DATABASE_URL and KEYRING_URL of two empty databases of
    PostgreSQL, or nothing for SQLite. `begin_with` is a home that is up to date and holds nothing, to save time.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vorzimmer-erasure-") as name:
        plan = Plan(folder=Path(name) / "proof", at=at, marks=Marks.draw(), broken=tuple(broken))
        for folder in (plan.folder, *(Path(name) / AGENCY / part for part in ("home", "temporary"))):
            folder.mkdir(mode=0o700, parents=True)
        if begin_with is not None:
            shutil.copytree(begin_with, Path(name) / AGENCY / "home", dirs_exist_ok=True)
        plan.write()
        seen = _watch(plan, Path(name) / AGENCY, databases or {})
    faults = faults_in(seen, plan.marks)
    if as_json:
        say(json.dumps(_as_data(seen, faults, plan.marks), ensure_ascii=False, indent=2))
    else:
        _tell(seen, faults, time.monotonic() - began, say)
    return 1 if faults else 0


def _watch(plan: Plan, agency: Path, databases: Mapping[str, str]) -> Seen:
    with postbox() as box:
        environment = _environment(agency, box.port, databases)
        with _process(plan, agency, environment, "living") as living:
            _wait_for(plan.folder / PLANTED, living, agency)
            said = get(plan.folder / PLANTED)
            folders = [agency, *_directory(said["directory"])]
            seen = Seen(planted=said["planted"], there=frozenset(said["there"]), spoken=said["spoken"], letters=box.letters)
            seen.before = search(folders, plan.marks)
            with _process(plan, agency, environment, "ageing") as ageing:
                _wait_for(plan.folder / LEFT, ageing, agency)
            for name, value in get(plan.folder / LEFT).items():
                setattr(seen, name, value)
            seen.after = search(folders, plan.marks)
    return seen


# --- judging ---------------------------------------------------------------------------------------------------------------------


def faults_in(seen: Seen, marks: Marks) -> list[str]:
    """Name everything that keeps it from being proved."""
    return [*_missing_before(seen), *_there_after(seen, marks)]


def _missing_before(seen: Seen) -> Iterator[str]:
    """Absence proves nothing without presence: each mark was there, those that are not sealed in the bytes too."""
    in_bytes = {hit.what for hit in seen.before}
    planted = {each["key"] for each in seen.planted}
    for key in sorted(numbers().keys() - planted):
        yield _("no mark could be planted in %(field)s") % {"field": key}
    for each in seen.planted:
        if each["key"] not in seen.there:
            yield _("the mark in %(field)s was not there when it had been planted") % {"field": each["key"]}
        elif each["sealed"] and each["word"] in in_bytes:
            yield _("%(field)s is sealed, and its mark lies open in the files") % {"field": each["key"]}
        elif not each["sealed"] and each["word"] not in in_bytes:
            yield _("the search does not find the mark in %(field)s, which is not sealed") % {"field": each["key"]}
    if not seen.letters or not seen.spoken:
        yield _("no letter about a note left the agency")


def _there_after(seen: Seen, marks: Marks) -> Iterator[str]:
    """What may stay are fields of which the rooms say so; everything else is gone, and what was sealed opens no more."""
    may_stay = {each["key"] for each in seen.left if each["because"]}
    kept = {each["word"] for each in seen.planted if each["key"] in may_stay}
    for each in seen.left:
        if not each["because"]:
            yield _("still there: %(field)s") % {"field": each["key"]}
    for hit in sorted(seen.after, key=lambda hit: (hit.what, hit.file)):
        if hit.what not in kept:
            yield _("found in %(file)s: %(what)s") % {"file": hit.file, "what": _field_of(hit.what, seen, marks)}
    for key in seen.opened:
        if key not in may_stay:
            yield _("a backup of %(field)s can still be opened") % {"field": key}
    for flaw in seen.ledger:
        yield _("the ledger is broken: %(flaw)s") % {"flaw": flaw}


def _field_of(what: str, seen: Seen, marks: Marks) -> str:
    """Say in which field the word was planted; what was said in the call and the form has no field of its own."""
    if not what.startswith(marks.stem):
        return what
    return next((each["key"] for each in seen.planted if each["word"] == what), _("what was said in the call or the form"))


# --- telling ---------------------------------------------------------------------------------------------------------------------


def _tell(seen: Seen, faults: list[str], seconds: float, say: Say) -> None:
    sealed = sum(each["sealed"] for each in seen.planted)
    say(
        _("%(count)d marks planted, %(sealed)d of them in sealed fields; all kinds of fields that can hold one")
        % {"count": len(seen.planted), "sealed": sealed}
    )
    say(_("%(count)d marks found in the files while the agency lived") % {"count": len(seen.before)})
    kept = sorted({each["because"] for each in seen.left if each["because"]})
    say(_("kept longer, %(count)d fields:") % {"count": sum(bool(each["because"]) for each in seen.left)})
    for because in kept:
        say(f"  {because}")
    for fault in faults[:MOST_NAMED]:
        say(fault)
    if len(faults) > MOST_NAMED:
        say(_("… and %(count)d more") % {"count": len(faults) - MOST_NAMED})
    say(
        _("It is not proved.")
        if faults
        else _("Nothing that was to be erased is left in any byte (%(seconds)d s).") % {"seconds": round(seconds)}
    )


def _as_data(seen: Seen, faults: list[str], marks: Marks) -> dict[str, Any]:
    without = {f"{model._meta.label}.{own.name}": why_not(f"{model._meta.label}.{own.name}", own) for model, own in text_fields()}
    return {
        "proved": not faults,
        "faults": faults,
        "planted": [each["key"] for each in seen.planted],
        "without_mark": {key: why for key, why in without.items() if why},
        "kept": seen.left,
        "opened": seen.opened,
        "blocked": seen.blocked,
        "found_before": len(seen.before),
        "found_after": [{"what": _field_of(hit.what, seen, marks), "file": hit.file} for hit in seen.after],
    }


# --- processes -------------------------------------------------------------------------------------------------------------------


def _environment(agency: Path, port: int, databases: Mapping[str, str]) -> dict[str, str]:
    public, _secret = make_key()
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "DJANGO_SETTINGS_MODULE": "vorzimmer.settings",
        "HOME": str(agency),
        "TMPDIR": str(agency / "temporary"),
        "VORZIMMER_HOME": str(agency / "home"),
        "BACKUP_RECIPIENT": public,
        "SMTP_URL": f"smtp://127.0.0.1:{port}",
        **databases,
    }


@contextlib.contextmanager
def _process(plan: Plan, agency: Path, environment: dict[str, str], part: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a part of the proof; all that it says lies among what is looked through. At the end its input is closed, and it goes."""
    code = f"from vorzimmer.server.erasure_proof.{part} import main; main()"
    command = [sys.executable, "-c", code, str(plan.folder)]
    with (agency / f"{part}-stdout").open("wb") as said, (agency / f"{part}-stderr").open("wb") as complained:
        process = subprocess.Popen(command, cwd=agency, env=environment, stdin=subprocess.PIPE, stdout=said, stderr=complained)  # noqa: S603  (it is this program)
        try:
            yield process
        finally:
            if process.stdin is not None:
                process.stdin.close()
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(file: Path, process: "subprocess.Popen[bytes]", agency: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while not file.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            if file.exists():
                return
            said = "\n".join(path.read_text("utf-8", "replace")[-700:] for path in sorted(agency.glob("*-stderr")))
            raise Trouble(_("The proof could not be made: %(error)s") % {"error": said.strip()})
        time.sleep(0.05)


def _directory(name: str) -> list[Path]:
    """Give the folder of PostgreSQL's files, if there is one. Raises Trouble when it cannot be read here."""
    if not name:
        return []
    if not os.access(name, os.R_OK | os.X_OK):
        raise Trouble(
            _("The files of PostgreSQL in %(folder)s cannot be read. Run the proof where they lie, as who may read them.")
            % {"folder": name}
        )
    return [Path(name)]
