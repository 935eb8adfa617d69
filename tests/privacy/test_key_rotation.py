"""A new master key opens everything, the old one nothing; stopped at any point, the next rotation ends it."""

import shutil
from datetime import UTC, datetime

import pytest

from tests.privacy.letters import PRACTICE, Letter
from vorzimmer.privacy.errors import KeyDestroyed, MasterKeyMissing
from vorzimmer.privacy.keyring import rotation
from vorzimmer.privacy.keyring.actions import destroy_keys
from vorzimmer.privacy.keyring.keys import CACHE
from vorzimmer.privacy.keyring.models import DataKey

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])


@pytest.fixture
def home(settings, tmp_path):
    settings.MASTER_KEY, settings.HOME = "", tmp_path / "home"
    settings.HOME.mkdir(mode=0o700)
    return settings.HOME


def written(month="2026-11"):
    return Letter.objects.create(customer_id=PRACTICE, month=month, body="It hurts.", sender="Rita Rabe")


def body_of(letter):
    CACHE.clear()
    return Letter.objects.get(pk=letter.pk).body


def test_the_new_key_opens_everything_and_the_old_one_is_gone(home):
    letters = [written(month) for month in ("2026-09", "2026-10", "2026-11")]
    destroy_keys([letters[0].seal_scope()], at=datetime(2026, 11, 26, tzinfo=UTC))
    old, wrapped = (home / "master.key").read_bytes(), dict(DataKey.objects.values_list("month", "wrapped"))
    assert rotation.rotate() == 2
    assert [path.name for path in home.iterdir() if "master" in path.name] == ["master.key"]
    assert (home / "master.key").read_bytes() != old
    assert (home / "master.key").stat().st_mode & 0o077 == 0
    assert [body_of(letter) for letter in letters[1:]] == ["It hurts.", "It hurts."]
    now = dict(DataKey.objects.values_list("month", "wrapped"))
    assert {month: bytes(now[month]) == bytes(wrapped[month]) for month in now} == {"2026-09": True, "2026-10": False, "2026-11": False}
    with pytest.raises(KeyDestroyed):
        body_of(letters[0])
    (home / "master.key").write_bytes(old)
    with pytest.raises(MasterKeyMissing):
        body_of(letters[1])


def stop(*_anything):
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["_make", "_wrap_all", "_replace"])
def test_a_rotation_that_was_stopped_is_ended_by_the_next_one(home, monkeypatch, step):
    letter = written()
    monkeypatch.setattr(rotation, step, stop)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate()
    monkeypatch.undo()
    assert rotation.is_interrupted() == (step != "_make")
    assert rotation.rotate() == 1
    assert not rotation.is_interrupted()
    assert body_of(letter) == "It hurts."


def test_between_the_two_steps_nothing_is_made_under_a_key_that_goes(home, monkeypatch):
    early = written()
    monkeypatch.setattr(rotation, "_replace", stop)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate()
    monkeypatch.undo()
    with pytest.raises(MasterKeyMissing):
        body_of(early)
    late = written("2026-12")
    rotation.rotate()
    assert [body_of(early), body_of(late)] == ["It hurts.", "It hurts."]


def test_if_a_data_key_opens_with_neither_nothing_is_changed(home):
    letter = written()
    kept = home.parent / "kept"
    shutil.copyfile(home / "master.key", kept)
    (home / "master.key").write_text("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")
    with pytest.raises(MasterKeyMissing, match="nothing was changed"):
        rotation.rotate()
    shutil.copyfile(kept, home / "master.key")
    assert body_of(letter) == "It hurts."


def test_a_key_of_the_environment_is_not_changed(home, settings):
    settings.MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    with pytest.raises(rotation.KeyInEnvironment):
        rotation.rotate()
