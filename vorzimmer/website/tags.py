"""Template tags of all screens: icons, form fields, and moments, numbers and money as people say them.

The filters are pure functions: the present moment comes in from the page (`{{ call.at|saidtime:now }}`).
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.dateformat import format as written
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from vorzimmer.customers import wording as words
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.moments import duration, fulltime, saiddate, saidtime
from vorzimmer.customers.terms import said_terms
from vorzimmer.domain.orders import Decision, Order
from vorzimmer.domain.prices import gross
from vorzimmer.telephony.numbers import grouped

register = template.Library()
register.filter("phone", grouped)
register.filter("fullday", written_day)
register.filter("gross", gross)
register.filter("saidterms", said_terms)
register.filter("saidtime", saidtime)
register.filter("saiddate", saiddate)
register.filter("fulltime", fulltime)
register.filter("duration", duration)

BANDS = 12
"""How many colours tell customers apart (`.band-0` to `.band-11` in the style sheet)."""
UNBROKEN_SPACE = "\N{NO-BREAK SPACE}"


class HasColour(Protocol):
    """A customer, as far as its colour goes."""

    colour: int


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw a picture from `static/icons.svg`. Without a label it is decoration, and a screen reader skips it."""
    address = static("icons.svg")
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, address, name)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', address, name)


@register.simple_tag(takes_context=True)
def open_page(context: Context, name: str, *args: str) -> str:
    """Give the address of an open page; the language that a visitor chose goes along in it, since no cookie keeps it."""
    request = context.get("request")
    chosen = request.GET.get("language", "") if request else ""
    address = reverse(f"website:{name}", args=args)
    return f"{address}?language={chosen}" if chosen in dict(settings.LANGUAGES) else address


@register.filter(expects_localtime=True)
def shortday(on: date | None) -> str:
    """Write a civil day with its weekday and year, of a moment its day in Berlin: "Wed, 7 Jan 2026"."""
    return "" if on is None else written(on, pgettext("date format, a day with its weekday", "D, j M Y"))


@register.filter
def why(entry: Decision | Order, now: datetime) -> list[str]:
    """Say why an order counts: `{{ entry|why:now|join:", " }}`."""
    return words.why(entry, lambda at: saidtime(at, now))


@register.filter
def money(cents: int | None) -> str:
    """Write integer cents of a euro in the page's language: "1.234,50 €" or "€1,234.50"."""
    return "" if cents is None else words.money(cents)


@register.filter
def interestrate(points: int | None) -> str:
    """Write a rate of interest in hundredths of a percent, with two places: 1052 is "10,52 %" in German."""
    return "" if points is None else f"{number_format(Decimal(points) / 100, decimal_pos=2)}{UNBROKEN_SPACE}%"


@register.filter
def iban(number: str) -> str:
    """Write an IBAN in groups of four, as it stands on paper."""
    return UNBROKEN_SPACE.join(number[place : place + 4] for place in range(0, len(number), 4))


@register.filter
def band(customer: HasColour) -> int:
    """Give the colour band of a customer, 0 to 11: the same on every screen and day."""
    return customer.colour % BANDS


@register.filter
def keycap(key: str) -> str:
    """Write a shortcut as it stands on the keys: "Control+Enter" is "Ctrl ⏎"."""
    caps = {"Control": pgettext("key", "Ctrl"), "Enter": "⏎", "Escape": "Esc", "Shift": "⇧", " ": pgettext("key", "Space")}
    return UNBROKEN_SPACE.join(caps.get(part, part.upper() if len(part) == 1 else part) for part in key.split("+"))


@register.filter
def initials(name: str) -> str:
    """Take up to two letters for a person: "Olga Weber" is "OW", "Dr. Zahn" is "Z"."""
    words = [word for word in name.split() if word[0].isalpha() and not word.endswith(".")]
    chosen = words if len(words) < 2 else [words[0], words[-1]]  # noqa: PLR2004  first name and surname
    return "".join(word[0].upper() for word in chosen)


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, *, autofocus: bool = False, large: bool = False, key: str = "", placeholder: str = "") -> dict[str, Any]:
    """Show a form's field with label, help and errors tied to it. `key` is the keyboard shortcut that jumps to it."""
    widget = bound.field.widget
    group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    tick = isinstance(widget, CheckboxInput) or group
    classes = ["form-check-input" if tick else "form-select" if isinstance(widget, Select) else "form-control"]
    if large and not tick:
        classes.append(f"{classes[0]}-lg")
    if bound.errors:
        classes.append("is-invalid")
    wanted: dict[str, str | bool] = {"class": " ".join(classes), "autofocus": autofocus, "data-key": key, "placeholder": placeholder}
    attributes: dict[str, str | bool] = {name: value for name, value in wanted.items() if value}
    choices = bound.subwidgets if group else ()
    for choice in choices:
        choice.data["attrs"] = {**choice.data["attrs"], "class": attributes["class"]}
    return {"field": bound, "control": bound.as_widget(attrs=attributes), "choices": choices, "tick": tick and not group, "group": group}
