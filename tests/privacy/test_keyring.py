import base64
import logging
import pickle
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction

from tests.privacy.letters import BAKERY, PRACTICE, Letter
from vorzimmer.privacy.errors import KeyDestroyed, KeyMissing, MasterKeyMissing
from vorzimmer.privacy.keyring.actions import destroy_keys
from vorzimmer.privacy.keyring.keys import CACHE, Key, KeyCache, current_key, key_by_id
from vorzimmer.privacy.keyring.master import master_key
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.keyring.queries import scopes_of
from vorzimmer.privacy.router import KeyringRouter
from vorzimmer.privacy.scope import SealScope

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NOVEMBER = SealScope(customer_id=PRACTICE, category="BEA", month="2026-11")
DECEMBER = SealScope(customer_id=PRACTICE, category="BEA", month="2026-12")
AGENCYS = SealScope(customer_id=None, category="BST", month="2026-11")
LATER = datetime(2028, 1, 1, tzinfo=UTC)


@pytest.fixture
def home(settings, tmp_path):
    settings.MASTER_KEY = ""
    settings.HOME = tmp_path
    return tmp_path


def test_a_scope_has_one_key():
    first = current_key(NOVEMBER)
    CACHE.clear()
    assert current_key(NOVEMBER).material == first.material
    assert len(first.material) == 32
    assert DataKey.objects.count() == 1


def test_every_customer_category_and_month_has_its_own():
    scopes = [
        NOVEMBER,
        DECEMBER,
        AGENCYS,
        SealScope(customer_id=PRACTICE, category="ABR", month="2026-11"),
        SealScope(customer_id=BAKERY, category="BEA", month="2026-11"),
    ]
    assert len({current_key(scope).material for scope in scopes}) == 5
    assert DataKey.objects.count() == 5


def test_the_database_allows_one_key_a_scope_also_for_the_agency():
    current_key(AGENCYS)
    with pytest.raises(IntegrityError), transaction.atomic(using="keyring"):
        DataKey.objects.create(category="BST", month="2026-11", wrapped=bytes(60))


def test_the_keyring_does_not_hold_the_key_itself():
    key = current_key(NOVEMBER)
    wrapped = bytes(DataKey.objects.get().wrapped)
    assert len(wrapped) == 60
    assert key.material not in wrapped


def test_a_wrapped_key_does_not_unwrap_for_another_scope():
    current_key(NOVEMBER)
    DataKey.objects.update(month="2026-12")
    CACHE.clear()
    with pytest.raises(MasterKeyMissing, match="the master key is another one, or the keyring was altered"):
        current_key(DECEMBER)


def test_another_master_key_opens_nothing(settings):
    current_key(NOVEMBER)
    CACHE.clear()
    settings.MASTER_KEY = base64.b64encode(b"x" * 32).decode()
    with pytest.raises(MasterKeyMissing, match="another one"):
        current_key(NOVEMBER)


def test_a_key_shows_its_id_only():
    key = current_key(NOVEMBER)
    assert repr(key) == str(key) == f"<Key {key.id}>"
    with pytest.raises(TypeError, match="does not leave"):
        pickle.dumps(key)


def test_nothing_of_a_key_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    key = current_key(NOVEMBER)
    destroy_keys([NOVEMBER], at=LATER)
    for record in caplog.records:
        assert key.material.hex() not in record.getMessage()
        assert repr(key.material) not in record.getMessage()


# --- destroying


def test_a_destroyed_key_is_overwritten_and_never_comes_back():
    key = current_key(NOVEMBER)
    assert destroy_keys([NOVEMBER], at=LATER) == [key.id]
    row = DataKey.objects.get()
    assert bytes(row.wrapped) == bytes(60)
    assert row.destroyed_at == LATER
    with pytest.raises(KeyDestroyed):
        key_by_id(key.id)
    with pytest.raises(KeyDestroyed):
        current_key(NOVEMBER)
    assert DataKey.objects.count() == 1


def test_destroying_again_changes_nothing():
    current_key(NOVEMBER)
    destroy_keys([NOVEMBER], at=LATER)
    assert destroy_keys([NOVEMBER, DECEMBER], at=datetime(2029, 1, 1, tzinfo=UTC)) == []
    assert DataKey.objects.get().destroyed_at == LATER


def test_only_the_named_scopes_are_destroyed():
    current_key(NOVEMBER)
    current_key(DECEMBER)
    destroy_keys([NOVEMBER], at=LATER)
    assert len(current_key(DECEMBER).material) == 32


def test_a_naive_moment_destroys_nothing():
    current_key(NOVEMBER)
    with pytest.raises(ValueError, match="aware"):
        destroy_keys([NOVEMBER], at=datetime(2028, 1, 1))  # noqa: DTZ001  (the fault under test)
    assert DataKey.objects.get().destroyed_at is None


def test_the_living_scopes_of_a_customer_are_listed_oldest_first():
    for scope in (DECEMBER, NOVEMBER, AGENCYS, SealScope.of_index(PRACTICE)):
        current_key(scope)
    assert scopes_of(PRACTICE) == [SealScope.of_index(PRACTICE), NOVEMBER, DECEMBER]
    assert scopes_of(None) == [AGENCYS]
    destroy_keys([NOVEMBER], at=LATER)
    assert scopes_of(PRACTICE) == [SealScope.of_index(PRACTICE), DECEMBER]


@pytest.mark.django_db(databases=["default", "keyring"], transaction=True)
def test_destroying_takes_the_key_out_of_memory():
    key = current_key(NOVEMBER)
    assert CACHE.get(key.id) is key
    destroy_keys([NOVEMBER], at=LATER)
    assert CACHE.get(key.id) is None
    assert CACHE.get(NOVEMBER) is None


# --- two at once


@pytest.mark.django_db(databases=["default", "keyring"], transaction=True)
def test_of_many_threads_that_need_a_new_key_one_makes_it_and_all_use_it():
    barrier = threading.Barrier(8)

    def need(_):
        try:
            barrier.wait()
            CACHE.clear()
            return current_key(NOVEMBER).material
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(need, range(8)))
    assert len(found) == 1
    assert DataKey.objects.count() == 1


@pytest.mark.django_db(databases=["default", "keyring"], transaction=True)
def test_of_many_threads_that_need_a_master_key_one_makes_it_and_all_use_it(home):
    barrier = threading.Barrier(8)

    def need(_):
        try:
            barrier.wait()
            return master_key()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(need, range(8)))) == 1
    assert [path.name for path in home.iterdir()] == ["master.key"]


PROCESS = """
import sys
from pathlib import Path
import django
from django.conf import settings
home = Path(sys.argv[1])
sqlite = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"timeout": 20}}
settings.configure(
    INSTALLED_APPS=["vorzimmer.privacy.keyring"],
    DATABASES={alias: {**sqlite, "NAME": home / alias} for alias in ("default", "keyring")},
    DATABASE_ROUTERS=["vorzimmer.privacy.router.KeyringRouter"],
    USE_TZ=True,
    MASTER_KEY="",
    HOME=home,
)
django.setup()
from django.core.management import call_command
from vorzimmer.privacy.keyring.keys import current_key
from vorzimmer.privacy.scope import SealScope
if sys.argv[2] == "prepare":
    call_command("migrate", database="keyring", verbosity=0)
else:
    print("ready", flush=True)
    sys.stdin.readline()
    print(current_key(SealScope(customer_id=None, category="BST", month="2026-11")).material.hex())
"""


def test_two_processes_with_an_empty_home_share_one_master_key_and_one_data_key(tmp_path):
    subprocess.run([sys.executable, "-c", PROCESS, tmp_path, "prepare"], check=True)
    both = [
        subprocess.Popen([sys.executable, "-c", PROCESS, tmp_path, "need"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [process.stdout.readline() for process in both] == ["ready\n", "ready\n"]
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    answers = {process.communicate(timeout=60)[0].strip() for process in both}
    assert len(answers) == 1
    assert len(answers.pop()) == 64


# --- the master key


def test_the_master_key_may_come_from_the_settings(settings):
    settings.MASTER_KEY = base64.b64encode(b"k" * 32).decode() + "\n"
    assert master_key() == b"k" * 32


@pytest.mark.parametrize("wrong", ["not base64!", base64.b64encode(b"k" * 31).decode(), base64.b64encode(b"k" * 33).decode(), "k" * 32])
def test_a_malformed_master_key_is_refused_without_being_shown(settings, wrong):
    settings.MASTER_KEY = wrong
    with pytest.raises(MasterKeyMissing, match="VORZIMMER_MASTER_KEY is not the base64 form of 32 bytes") as caught:
        master_key()
    assert wrong not in str(caught.value)


def test_the_first_use_makes_a_file_that_only_its_owner_can_read(home):
    key = master_key()
    path = home / "master.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert base64.b64decode(path.read_text()) == key
    assert len(key) == 32
    assert master_key() == key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o610])
def test_a_file_that_others_may_touch_is_refused(home, mode):
    master_key()
    (home / "master.key").chmod(mode)
    with pytest.raises(MasterKeyMissing, match=f"mode {mode:o}.*chmod 600"):
        master_key()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"c2hvcnQ=\n"])
def test_a_file_without_thirty_two_bytes_is_refused(home, content):
    (home / "master.key").write_bytes(content)
    (home / "master.key").chmod(0o600)
    with pytest.raises(MasterKeyMissing, match="not the base64 form of 32 bytes"):
        master_key()


def test_no_new_master_key_is_made_while_the_keyring_holds_keys(home):
    current_key(NOVEMBER)
    CACHE.clear()
    (home / "master.key").unlink()
    with pytest.raises(MasterKeyMissing, match="restore it from its backup"):
        current_key(DECEMBER)
    assert not (home / "master.key").exists()
    assert DataKey.objects.count() == 1


# --- the memory


def a_key(number):
    scope = SealScope(customer_id=None, category="BST", month=f"20{number:02}-01")
    return Key(id=UUID(int=number + 1), scope=scope, material=bytes(32))


def test_a_key_is_remembered_for_seconds_only():
    now = [100.0]
    cache = KeyCache(seconds=20, clock=lambda: now[0])
    key = a_key(1)
    cache.put(key)
    now[0] = 119.9
    assert cache.get(key.id) is key
    assert cache.get(key.scope) is key
    now[0] = 120.0
    assert cache.get(key.id) is None


def test_the_memory_is_at_most_thirty_seconds_long():
    assert CACHE._seconds <= 30


def test_the_memory_is_bounded_and_forgets_the_oldest():
    cache = KeyCache(most=3)
    keys = [a_key(number) for number in range(5)]
    for key in keys:
        cache.put(key)
    assert len(cache) == 3
    assert [cache.get(key.id) for key in keys] == [None, None, *keys[2:]]


def test_expired_keys_leave_the_memory_when_another_comes():
    now = [0.0]
    cache = KeyCache(seconds=20, clock=lambda: now[0])
    cache.put(a_key(1))
    now[0] = 21.0
    cache.put(a_key(2))
    assert len(cache) == 1


def test_a_key_that_may_be_rolled_back_is_not_remembered():
    with transaction.atomic(using="keyring"):
        key = current_key(NOVEMBER)
        transaction.set_rollback(True, using="keyring")
    with pytest.raises(KeyMissing):
        key_by_id(key.id)


# --- its own database


def test_the_keyring_lives_in_its_own_database_and_nothing_else_does():
    keyring = connections["keyring"].introspection.table_names()
    default = connections["default"].introspection.table_names()
    assert "keyring_datakey" in keyring
    assert "keyring_datakey" not in default
    assert set(keyring) == {"keyring_datakey", "django_migrations"}
    assert "accounts_user" in default


def test_no_relation_leads_across():
    router = KeyringRouter()
    assert not router.allow_relation(DataKey(), Letter())
    assert router.allow_relation(Letter(), Letter())
    assert router.allow_relation(DataKey(), DataKey())


def test_nothing_is_left_to_migrate():
    call_command("makemigrations", "accounts", "privacy", "keyring", check=True, dry_run=True, verbosity=0)
