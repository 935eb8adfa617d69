"""The twelve customers of the invented agency."""

from collections.abc import Mapping

from vorzimmer.demo.casting import Firm
from vorzimmer.demo.firms import (
    coach,
    dentist,
    driving_school,
    estate_agent,
    flower_shop,
    law_firm,
    physiotherapy,
    plumber,
    property_manager,
    roofer,
    software,
    tax_adviser,
)

FIRMS: tuple[Firm, ...] = (
    dentist.FIRM,
    law_firm.FIRM,
    tax_adviser.FIRM,
    roofer.FIRM,
    plumber.FIRM,
    estate_agent.FIRM,
    physiotherapy.FIRM,
    software.FIRM,
    driving_school.FIRM,
    property_manager.FIRM,
    coach.FIRM,
    flower_shop.FIRM,
)
BY_NUMBER: Mapping[str, Firm] = {firm.number: firm for firm in FIRMS}
"""The customers by customer number."""
