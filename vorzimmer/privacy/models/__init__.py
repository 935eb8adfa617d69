"""What privacy keeps: the base of sealed records, and the registers of the data protection law."""

from vorzimmer.privacy.models.assessments import AssessmentReview
from vorzimmer.privacy.models.breaches import Breach, BreachStep
from vorzimmer.privacy.models.consents import Consent
from vorzimmer.privacy.models.disclosures import Disclosure
from vorzimmer.privacy.models.journal import Access
from vorzimmer.privacy.models.processors import Connection, Processor, ProcessorAudit
from vorzimmer.privacy.models.recipients import Recipient
from vorzimmer.privacy.models.requests import Block, DataRequest, RequestDuty, RequestEvent, RequestFile
from vorzimmer.privacy.models.retention import CallLimit, LedgerEntry, OldestKept, RuleRelease
from vorzimmer.privacy.models.sealed import SealedModel, SealScope
from vorzimmer.privacy.models.tombstones import Tombstone

__all__ = (
    "Access",
    "AssessmentReview",
    "Block",
    "Breach",
    "BreachStep",
    "CallLimit",
    "Connection",
    "Consent",
    "DataRequest",
    "Disclosure",
    "LedgerEntry",
    "OldestKept",
    "Processor",
    "ProcessorAudit",
    "Recipient",
    "RequestDuty",
    "RequestEvent",
    "RequestFile",
    "RuleRelease",
    "SealScope",
    "SealedModel",
    "Tombstone",
)
