"""What privacy keeps: the base of sealed records, and the registers of the data protection law."""

from vorzimmer.privacy.models.disclosures import Disclosure
from vorzimmer.privacy.models.recipients import Recipient
from vorzimmer.privacy.models.sealed import SealedModel, SealScope

__all__ = ("Disclosure", "Recipient", "SealScope", "SealedModel")
