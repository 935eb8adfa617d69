"""Published orders are remembered for seconds: never longer, never more than fit, and a new version is seen at once."""

from uuid import uuid4

import pytest

from tests.cast import NOON, make_cast
from vorzimmer.customers import actions
from vorzimmer.customers.actions import InstructionEntry
from vorzimmer.customers.guidance import guidance
from vorzimmer.customers.models import Customer
from vorzimmer.customers.reading import MEMORY, OrdersRead, VersionMemory, read_live

NOTHING = OrdersRead.of({})


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_version_is_forgotten_after_its_time():
    clock, version = Clock(), uuid4()
    memory = VersionMemory(seconds=20, clock=clock)
    memory.put(version, NOTHING)
    clock.now = 19.9
    assert memory.get(version) is NOTHING
    clock.now = 20.0
    assert memory.get(version) is None


def test_only_so_many_are_remembered_and_the_oldest_goes_first():
    memory, versions = VersionMemory(most=3), [uuid4() for _ in range(5)]
    for version in versions:
        memory.put(version, NOTHING)
    assert [memory.get(version) is NOTHING for version in versions] == [False, False, True, True, True]
    assert len(memory) == 3


@pytest.mark.django_db(databases=["default", "keyring"])
def test_what_was_read_is_not_asked_for_again_until_something_else_is_published(django_assert_num_queries):
    MEMORY.clear()
    cast = make_cast()
    guidance(Customer.objects.get(pk=cast.zahn.pk), NOON, operator="Olga Weber")
    known = Customer.objects.get(pk=cast.zahn.pk)
    with django_assert_num_queries(0):
        assert len(read_live(known).instructions) == 3
    actions.add_instruction(cast.zahn, InstructionEntry(text="Neu", subject="Neu"), NOON)
    seen = guidance(Customer.objects.get(pk=cast.zahn.pk), NOON, operator="Olga Weber")
    assert seen.do[-1].winner.text == "Neu"
