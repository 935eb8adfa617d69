"""How the master data of a customer are spelled: VAT ids, postcodes, countries. It says what can be right, not what exists."""

import re

VAT_IDS = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"[1-9]\d{8}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"\d{9}(\d{3})?",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{12}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}|\d{12}|(GD|HA)\d{3}",
}
"""What follows the two letters of a VAT id in each member state (as the European Commission's VIES publishes it)."""
POSTCODES = {"DE": r"\d{5}", "AT": r"\d{4}", "CH": r"\d{4}"}
_COUNTRY = re.compile(r"[A-Z]{2}")


def vat_id(text: str) -> str | None:
    """Bring a VAT id into its form, "DE123456789"; None for what can be none in any member state."""
    spelled = re.sub(r"[\s.\-/]", "", text).upper()
    pattern = VAT_IDS.get(spelled[:2])
    return spelled if pattern and re.fullmatch(pattern, spelled[2:], re.ASCII) else None


def postcode(text: str, country: str) -> str | None:
    """Bring a postcode into its form; None for what can be none in Germany, Austria or Switzerland. Those of others stay as they are."""
    spelled = " ".join(text.split())
    if not spelled:
        return ""
    if country in POSTCODES:
        spelled = re.sub(rf"^({country}|{country[0]})[\s\-]+", "", spelled)
    return spelled if re.fullmatch(POSTCODES.get(country, r".*"), spelled, re.ASCII) else None


def country(text: str) -> str | None:
    """Bring a country's code (ISO 3166-1 alpha-2) into its form; None for what is no code."""
    spelled = text.strip().upper()
    return spelled if _COUNTRY.fullmatch(spelled) else None
