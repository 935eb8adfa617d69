"""From usage to money: price lists, rated months, documents, the accounts of customers, direct debits, the bank."""

from vorzimmer.billing.models.accounts import AccountEntry, Allocation
from vorzimmer.billing.models.bank import BankEntry, BankFile, ReadingProblem
from vorzimmer.billing.models.debits import Collection, DebitFile, Mandate
from vorzimmer.billing.models.documents import ChainLink, Document, DocumentState, NumberSeries
from vorzimmer.billing.models.runs import RatedMonth, Run, RunItem
from vorzimmer.billing.models.settings import BillingProfile, Issuer
from vorzimmer.billing.models.tariffs import PriceChange, TariffVersion
from vorzimmer.billing.models.tax_years import AssessedYear
from vorzimmer.billing.models.usage import UsageChange, UsageRecord

__all__ = (
    "AccountEntry",
    "Allocation",
    "AssessedYear",
    "BankEntry",
    "BankFile",
    "BillingProfile",
    "ChainLink",
    "Collection",
    "DebitFile",
    "Document",
    "DocumentState",
    "Issuer",
    "Mandate",
    "NumberSeries",
    "PriceChange",
    "RatedMonth",
    "ReadingProblem",
    "Run",
    "RunItem",
    "TariffVersion",
    "UsageChange",
    "UsageRecord",
)
