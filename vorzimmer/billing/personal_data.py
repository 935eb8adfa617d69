"""What billing holds about people: times and counts of a customer's calls, nobody's number, nobody's words."""

from vorzimmer.domain.catalogue import combine, fields
from vorzimmer.domain.held_data import USAGE_ID, USAGE_KIND, USAGE_MEASURE, USAGE_TIME

CATALOGUE = combine(
    fields("billing.UsageRecord", ("id", "customer", "key", "ref"), USAGE_ID),
    fields("billing.UsageRecord", ("occurred_at", "quantity", "unit", "recorded_at"), USAGE_TIME),
    fields("billing.UsageRecord", ("direction", "destination_kind", "status"), USAGE_KIND),
    fields("billing.UsageRecord", ("meter",), USAGE_MEASURE),
)
