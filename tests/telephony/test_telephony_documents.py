"""What docs/reference says about webhooks and scripts is true and complete."""

import re
from pathlib import Path

import pytest

from vorzimmer.telephony.script import ScriptError, examples, load
from vorzimmer.telephony.switchboard import FailReason
from vorzimmer.telephony.webhooks import Fault

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def test_every_fault_of_a_webhook_is_explained():
    text = (REFERENCE / "webhooks.md").read_text()
    assert [fault.value for fault in Fault if f"`{fault.value}`" not in text] == []


def test_the_script_in_the_reference_can_be_played():
    (script,) = re.findall(r"```toml\n(.*?)```", (REFERENCE / "simulator.md").read_text(), re.DOTALL)
    assert [call.called for call in load(script).calls] == ["+493023125101", "+493023125102"]


@pytest.mark.parametrize("table", ["[[call]]", "[[traffic]]", "[operator]", "[[phone]]", "[faults]"])
def test_every_key_of_a_script_is_explained(table):
    needed = {"[[call]]": 'to = "030 23125 101"\n', "[[traffic]]": 'to = ["030 23125 101"]\n', "[[phone]]": 'name = "anna"\n'}
    with pytest.raises(ScriptError, match="possible are ") as caught:
        load(f"{table}\n{needed.get(table, '')}nonsense = 1\n")
    keys = str(caught.value).partition("possible are ")[2].split(", ")
    text = (REFERENCE / "simulator.md").read_text()
    assert [key for key in keys if f"`{key}`" not in text] == []


def test_every_failure_and_every_example_is_named():
    text = (REFERENCE / "simulator.md").read_text()
    names = [*examples(), *(reason.value for reason in FailReason if reason is not FailReason.CANCELLED)]
    assert [name for name in names if f"`{name}`" not in text] == []
