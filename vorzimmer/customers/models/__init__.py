"""Customers and all that an operator must know of them while somebody is on the line."""

from vorzimmer.customers.models.contacts import Channel, KnownCaller
from vorzimmer.customers.models.contracts import (
    CONTRACT_STATES,
    Agreement,
    BankAccount,
    BookedOption,
    Contract,
    ContractEvent,
    ContractTariff,
    Option,
    Tariff,
)
from vorzimmer.customers.models.customer import BANDS, LANGUAGES, SECRET_TRADES, Customer, DialIn, Land, Location, PoolNumber, Team, Trade
from vorzimmer.customers.models.enquiries import AbuseCase, AddressReading, Enquiry, SenderAddress, SenderForm, ShortAddress
from vorzimmer.customers.models.orders import (
    CallType,
    Closure,
    FaqEntry,
    Greeting,
    Instruction,
    InWindow,
    OpeningHour,
    OrdersVersion,
)
from vorzimmer.customers.models.pages import PageVersion
from vorzimmer.customers.models.people import Absence, Availability, Person
from vorzimmer.customers.models.rotas import Rota, RotaOverride, Shift, ShiftMember
from vorzimmer.customers.models.service import ServiceStep
from vorzimmer.customers.models.wishes import Wish

__all__ = (
    "BANDS",
    "CONTRACT_STATES",
    "LANGUAGES",
    "SECRET_TRADES",
    "Absence",
    "AbuseCase",
    "AddressReading",
    "Agreement",
    "Availability",
    "BankAccount",
    "BookedOption",
    "CallType",
    "Channel",
    "Closure",
    "Contract",
    "ContractEvent",
    "ContractTariff",
    "Customer",
    "DialIn",
    "Enquiry",
    "FaqEntry",
    "Greeting",
    "InWindow",
    "Instruction",
    "KnownCaller",
    "Land",
    "Location",
    "OpeningHour",
    "Option",
    "OrdersVersion",
    "PageVersion",
    "Person",
    "PoolNumber",
    "Rota",
    "RotaOverride",
    "SenderAddress",
    "SenderForm",
    "ServiceStep",
    "Shift",
    "ShiftMember",
    "ShortAddress",
    "Tariff",
    "Team",
    "Trade",
    "Wish",
)
