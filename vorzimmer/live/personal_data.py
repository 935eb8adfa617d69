"""What this room holds about people: nothing but ids, for an hour."""

from collections.abc import Mapping

from vorzimmer.domain.catalogue import Datum, fields
from vorzimmer.domain.held_data import LIVE_EVENT

CATALOGUE: Mapping[str, Datum] = fields("live.LiveEvent", ("id", "channel", "kind", "ref", "at"), LIVE_EVENT)
