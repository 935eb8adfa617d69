"""Who is responsible for the data: the agency as its notice, its records and its answers name it (Art. 4(7), 13(1)(a), (b) GDPR)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """The agency: name, address, how to reach it, its data protection officer and the authority, both in words; blank: not said."""

    name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    represented_by: str = ""
    phone: str = ""
    email: str = ""
    officer: str = ""
    authority: str = ""

    @property
    def address(self) -> str:
        """The address in one line."""
        return f"{self.street}, {self.postcode} {self.city}".strip(" ,")

    @property
    def is_known(self) -> bool:
        """Whether a notice can say who is responsible and how to reach him: without that it must not be published."""
        return bool(self.name and self.street and self.postcode and self.city and (self.email or self.phone))
