"""The columns of a CSV of customers: how they are called in German and English, what they hold, and which datum that is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.roles import Role
from vorzimmer.privacy.catalogue import may_see

BETWEEN_NUMBERS = "|"
"""Between several numbers in one cell."""


class Column(StrEnum):
    """A column; those of the head of the file are called as in `CustomerEntry`."""

    NUMBER = "number"
    NAME = "name"
    SHORT_NAME = "short_name"
    CONTACT_PERSON = "contact_person"
    EMAIL = "email"
    PHONE = "phone"
    STREET = "street"
    POSTCODE = "postcode"
    CITY = "city"
    COUNTRY = "country"
    LAND = "land"
    TRADE = "trade"
    IS_CONSUMER = "is_consumer"
    VAT_ID = "vat_id"
    TEAM = "team"
    LANGUAGE = "language"
    DIAL_INS = "dial_ins"
    GREETING = "greeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is said of a column: its heading, other headings that are understood, what belongs there, and an example."""

    heading: Any
    also: tuple[str, ...]
    holds: Any
    example: str


COLUMNS: Mapping[Column, About] = {
    Column.NUMBER: About(
        heading=_("Customer number"),
        also=("number", "no", "id", "nummer", "kundennummer", "kundennr", "kdnr", "customer no"),
        holds=_("By it a customer is found again. Blank: a new customer gets the next free one."),
        example="K-2001",
    ),
    Column.NAME: About(
        heading=_("Name"),
        also=("name", "firma", "firmenname", "company", "kunde", "customer"),
        holds=_("In full; the only column that must be there."),
        example="Elektro Brandt GmbH",
    ),
    Column.SHORT_NAME: About(
        heading=_("Short name"),
        also=("short name", "kurzname", "kurz", "kürzel"),
        holds=_("For lists and the desk. Blank: the beginning of the name."),
        example="Brandt",
    ),
    Column.CONTACT_PERSON: About(
        heading=_("Contact person"),
        also=("contact", "contact person", "ansprechpartner", "ansprechpartnerin", "ansprechperson", "kontakt", "kontaktperson"),
        holds=_("With whom the agency speaks."),
        example="Jana Brandt",
    ),
    Column.EMAIL: About(
        heading=_("E-mail address"),
        also=("email", "e mail", "mail", "e mail adresse", "mailadresse", "email address", "e mail address"),
        holds=_("For the agency’s own letters to the customer."),
        example="jana@brandt.example",
    ),
    Column.PHONE: About(
        heading=_("Telephone"),
        also=("telephone", "phone", "telefon", "tel", "telefonnummer", "rufnummer"),
        holds=_("With area code."),
        example="030 23125077",
    ),
    Column.STREET: About(
        heading=_("Street and number"),
        also=("street", "straße", "strasse", "straße und hausnummer", "straße und nummer", "adresse", "anschrift", "address"),
        holds=_("The first line of the address."),
        example="Lindenstraße 4",
    ),
    Column.POSTCODE: About(
        heading=_("Postcode"),
        also=("postcode", "zip", "postal code", "plz", "postleitzahl"),
        holds=_("Checked for Germany, Austria and Switzerland. Zeros in front count."),
        example="30159",
    ),
    Column.CITY: About(heading=_("Town"), also=("town", "city", "ort", "stadt"), holds=_("The town."), example="Hannover"),
    Column.COUNTRY: About(
        heading=_("Country"),
        also=("country", "land (staat)", "staat", "länderkennzeichen", "länderkürzel"),
        holds=_("Two letters. Blank: Germany."),
        example="DE",
    ),
    Column.LAND: About(
        heading=_("Land (for holidays)"),
        also=("land", "federal state", "state", "bundesland", "land (für feiertage)"),
        holds=_("The German Land whose holidays count, by name or code. Blank: Berlin."),
        example="Niedersachsen",
    ),
    Column.TRADE: About(
        heading=_("Trade"),
        also=("trade", "branche", "beruf", "profession"),
        holds=_("One of the trades of the list, by name or code. Physicians, lawyers … become bound to secrecy. Blank: other."),
        example="craft",
    ),
    Column.IS_CONSUMER: About(
        heading=_("Consumer"),
        also=("consumer", "verbraucher", "privat", "privatkunde", "private"),
        holds=_("Yes or no. Blank: no."),
        example="nein",
    ),
    Column.VAT_ID: About(
        heading=_("VAT id"),
        also=(
            "vat",
            "vat id",
            "vat number",
            "ust id",
            "ust idnr",
            "ust id nr",
            "ustid",
            "umsatzsteuer id",
            "umsatzsteuer identifikationsnummer",
        ),
        holds=_("Two letters for the country, then what the tax office has given."),
        example="DE123456789",
    ),
    Column.TEAM: About(
        heading=_("Team"),
        also=("team",),
        holds=_("The team that answers, by name. Blank: the only team there is."),
        example="Tag",
    ),
    Column.LANGUAGE: About(
        heading=_("Language on the telephone"),
        also=("language", "sprache", "sprache am telefon"),
        holds=_("German or English. Blank: German."),
        example="de",
    ),
    Column.DIAL_INS: About(
        heading=_("Numbers"),
        also=("numbers", "dial ins", "dial in", "nummern", "rufnummern", "einwahl", "einwahlnummern", "durchwahlen"),
        holds=_("Numbers that lead to the customer, with | between them. Those that are there already stay."),
        example="030 23125071|030 23125072",
    ),
    Column.GREETING: About(
        heading=_("Greeting"),
        also=("greeting", "begrüßung", "begruessung", "meldetext", "ansage"),
        holds=_("The sentence to say, at all times. {operator} and {time} are filled in."),
        example="Elektro Brandt, {time}, Sie sprechen mit {operator}.",
    ),
}


def key_of(column: Column) -> str:
    """Name the datum of the catalogue that a column holds."""
    apart = {Column.DIAL_INS: "customers.DialIn.number", Column.GREETING: "customers.Greeting.text"}
    return apart.get(column, f"customers.Customer.{column.value}")


def columns_for(role: Role | str) -> list[Column]:
    """Give the columns that somebody of this role may see, in their order."""
    return [column for column in Column if may_see(role, key_of(column))]


def folded(heading: str) -> str:
    """Give the form in which headings and choices are compared: letters and digits, "E-Mail " is "e mail"."""
    return " ".join(re.sub(r"[^\w()]+", " ", heading.replace("_", " ").casefold()).split())
