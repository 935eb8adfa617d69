"""Which backups are over, and when the next one is due: worked examples, and that nothing outlives thirty days."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.backups import Backup, Part, Rotation, is_due, latest, over

PLAN = Rotation(every=timedelta(hours=24), days={Part.DATA: 30, Part.KEYRING: 3})
AT = datetime(2026, 11, 26, 3, 15, tzinfo=UTC)


def data(days, **more):
    return Backup(part=Part.DATA, made_at=AT - timedelta(days=days, **more))


def keyring(days, **more):
    return Backup(part=Part.KEYRING, made_at=AT - timedelta(days=days, **more))


def test_a_name_says_of_what_it_is_and_when_it_was_made():
    assert data(0).name == "vorzimmer-data-20261126T031500Z.age"
    assert keyring(0).name == "vorzimmer-keyring-20261126T031500Z.age"


def test_what_has_another_name_is_none():
    names = (
        "tombstones",
        "vorzimmer-data-20261126T031500Z.age.part",
        "vorzimmer-data-20261399T031500Z.age",
        "vorzimmer-mail-20261126T031500Z.age",
    )
    assert [Backup.named(name) for name in names] == [None] * 4


def test_the_first_one_is_due_and_then_one_a_day():
    assert is_due([], PLAN, AT)
    assert is_due([keyring(0)], PLAN, AT)
    assert not is_due([data(1, seconds=-1)], PLAN, AT)
    assert is_due([data(1)], PLAN, AT)


def test_data_go_after_thirty_days_and_keys_after_three_but_for_the_last():
    backups = [data(30), data(30, seconds=-1), data(3), data(0), keyring(30), keyring(3), keyring(3, seconds=-1), keyring(0)]
    assert over(backups, PLAN, AT) == sorted([data(30), keyring(30), keyring(3)])
    assert over([data(10), keyring(10), keyring(11)], PLAN, AT) == [keyring(11)]
    assert over([keyring(30)], PLAN, AT) == [keyring(30)]


BACKUPS = st.lists(
    st.builds(
        lambda part, seconds: Backup(part=part, made_at=AT - timedelta(seconds=seconds)), st.sampled_from(Part), st.integers(0, 10**7)
    )
)


@given(BACKUPS)
def test_a_name_is_read_as_it_was_written(backups):
    assert [Backup.named(each.name) for each in backups] == backups


@given(BACKUPS)
def test_nothing_outlives_thirty_days_and_the_last_keyring_is_left_for_the_data(backups):
    gone = over(backups, PLAN, AT)
    left = [each for each in backups if each not in gone]
    assert all(AT - each.made_at < timedelta(days=30) for each in left)
    keys = [each.made_at for each in left if each.part is Part.KEYRING]
    assert sum(AT - made >= timedelta(days=3) for made in set(keys)) <= 1
    newest = latest(backups, Part.KEYRING)
    assert newest is None or newest in left or AT - newest.made_at >= timedelta(days=30)
