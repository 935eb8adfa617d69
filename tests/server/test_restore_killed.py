"""The clearing of a restored home, killed -9 at one place after the other: begun anew it ends the same, and nobody comes in before."""

import shutil
import signal

from tests.raw import raw
from tests.running import databases_of_its_own
from tests.server.test_backups import LIFE, python  # noqa: F401  (python is a fixture)

RESTORED = """
from vorzimmer.cli import main, prepare
assert main(RESTORE) == 0
"""
KILLED = """
import importlib, os, signal
from vorzimmer.cli import main, prepare
prepare("")
assert main(["export-customers", "/dev/null"]) == 2, "the bar stays"
from vorzimmer.privacy import ledger
assert ledger.verify()[1] == (), "the ledger is whole after every kill"
module, name, calls, when = POINT
place = importlib.import_module(module)
whole, seen = getattr(place, name), []
def die(*args, **kwargs):
    seen.append(name)
    if len(seen) == calls and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    given = whole(*args, **kwargs)
    if len(seen) == calls:
        os.kill(os.getpid(), signal.SIGKILL)
    return given
setattr(place, name, die)
main(["restore", "--finish"])
"""
POINTS = (
    ("vorzimmer.server.backups.restoring", "_replay", 1, "before"),
    ("vorzimmer.privacy.ledger", "write", 1, "after"),  # of the replay, before its commit
    ("vorzimmer.server.backups.restoring", "_replay", 1, "after"),
    ("vorzimmer.privacy.ledger", "write", 1, "after"),  # of the first batch of the sweep, before its commit
    ("vorzimmer.privacy.ledger", "write", 3, "after"),  # two batches are committed
    ("vorzimmer.server.sweeping", "sweep", 1, "after"),
    ("vorzimmer.privacy.key_erasure", "_name_in_ledger", 1, "before"),  # keys are destroyed, and the ledger does not say so yet
    ("vorzimmer.server.sweeping", "close", 1, "before"),
    ("vorzimmer.server.sweeping", "clear_residue", 1, "before"),
    ("vorzimmer.server.backups.restoring", "_demand_clear", 1, "after"),
)
CLEARED = """
from vorzimmer.cli import main, prepare
assert main(["export-customers", "/dev/null"]) == 2, "the bar stays"
assert main(["restore", "--finish"]) == 0
from django.contrib.sessions.models import Session
from vorzimmer.calls.models import Note
from vorzimmer.customers.models import Enquiry, Person
from vorzimmer.privacy import tombstones
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.models import LedgerEntry
from vorzimmer.privacy.sweeping import State, survey
from django.utils import timezone
assert [(note.customer.number, note.concern) for note in Note.objects.all()] == [("K-1001", "KANARIENVOGEL Zahnschmerzen")]
assert [enquiry.name for enquiry in Enquiry.objects.all()] == ["Otto Ohm"]
assert not Person.objects.exists()
assert not Session.objects.exists()
assert tombstones.still_there() == []
assert [each for each in survey(timezone.now()) if each.due and each.state is not State.BLOCKED] == []
destroyed = DataKey.objects.exclude(destroyed_at=None)
assert destroyed.exists()
named = {key for keys in LedgerEntry.objects.values_list("keys", flat=True) for key in keys}
assert {str(key) for key in destroyed.values_list("pk", flat=True)} <= {str(key) for key in named}, "each destroyed key is named"
assert LedgerEntry.objects.filter(rule="replay", table="customers.Enquiry").count() == 1, "erased again once, and written once"
assert main(["verify-ledger"]) == 0
assert main(["export-customers", "/dev/null"]) == 0
assert main(["restore", "--finish"]) == 2
"""


def test_killed_at_any_place_it_begins_anew_and_ends_the_same(tmp_path, python, migrated):  # noqa: F811
    home, other = tmp_path / "home", tmp_path / "other"
    with migrated.copied(home) as first, databases_of_its_own() as second:
        python(LIFE, home, first)
        backups = sorted(path.name for path in (tmp_path / "backups").iterdir())
        other.mkdir(mode=0o700)
        shutil.copyfile(home / "master.key", other / "master.key")
        (other / "master.key").chmod(0o600)
        words = ["restore", str(tmp_path / "backups" / backups[1]), "--identity", str(tmp_path / "identity")]
        python(RESTORED, other, second, RESTORE=words)
        for point in POINTS:
            python(KILLED, other, second, code_of_end=-signal.SIGKILL, POINT=point)
            assert (other / "restored.json").exists(), point
        python(CLEARED, other, second)
        assert not (other / "restored.json").exists()
        if not second:
            assert b"Dr. Zahn" not in raw(other / "vorzimmer.sqlite3")
