"""Made-up content for the pattern book (`/design/`), so that every part can be seen in every state."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Sample:
    """A customer as far as the parts need one."""

    name: str
    colour: int


class SampleForm(forms.Form):
    """Each kind of field once."""

    name = forms.CharField(label=_("Name"), help_text=_("As the caller says it."))
    company = forms.CharField(label=_("Company"), required=False)
    concern = forms.CharField(label=_("Concern"), widget=forms.Textarea(attrs={"rows": 3}))
    way = forms.ChoiceField(label=_("Answer by"), choices=(("phone", _("telephone")), ("email", _("e-mail"))))
    day = forms.ChoiceField(label=_("Answer until"), choices=(("today", _("today")), ("tomorrow", _("tomorrow"))), widget=forms.RadioSelect)
    told = forms.BooleanField(label=_("The caller was told when to expect an answer"), required=False)


def samples(now: datetime) -> dict[str, Any]:
    """Give the pattern book its context."""
    return {
        "moments": [
            now - timedelta(minutes=3),
            now - timedelta(days=1),
            now - timedelta(days=4),
            now - timedelta(days=40),
            now - timedelta(days=500),
        ],
        "numbers": ["+491713920012", "+493023125011", "116117", ""],
        "customers": [Sample(f"Praxis Dr. Zahn {colour}", colour) for colour in range(12)],
        "themes": [
            {"name": "light", "label": _("Light"), "form": SampleForm(prefix="light"), "wrong": SampleForm({}, prefix="wrong-light")},
            {"name": "dark", "label": _("Dark"), "form": SampleForm(prefix="dark"), "wrong": SampleForm({}, prefix="wrong-dark")},
        ],
        "calls": [("Praxis Dr. Zahn", now - timedelta(minutes=4), 247, 1_250), ("Kanzlei Berg", now - timedelta(minutes=40), 47, 390)],
        "headings": [_("Customer"), _("Time"), (_("Length"), "number"), (_("Price"), "number")],
        "page": Paginator(range(60), 20).page(2),
        "tabs": [
            {"url": "#new", "text": _("New"), "number": 3},
            {"url": "#done", "text": _("Done")},
            {"url": "#all", "text": _("All")},
        ],
        "icons": icon_names(),
        "since": now - timedelta(seconds=12),
    }


def icon_names() -> list[str]:
    """List the names of all icons in the sprite."""
    return re.findall(r'<symbol id="([^"]+)"', (Path(settings.STATICFILES_DIRS[0]) / "icons.svg").read_text("utf-8"))
