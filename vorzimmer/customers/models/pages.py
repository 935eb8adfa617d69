"""What the agency wrote for its open pages, and for the documents that customers accept."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.pages import Page


class PageVersion(models.Model):
    """One version of a page in both languages. Once published, nothing of it is changed but its state.

    `html_de` and `html_en` are kept as they were published: what somebody accepted stays as it was to the byte, whatever becomes of
    the program that made it of the text.
    """

    NAMES = [
        (Page.HOME.value, _("Start page")),
        (Page.SERVICES.value, _("Services")),
        (Page.HOW.value, _("How it works")),
        (Page.QUESTIONS.value, _("Questions")),
        (Page.CONTACT.value, _("Contact")),
        (Page.IMPRINT.value, _("Imprint")),
        (Page.TERMS.value, _("Terms and conditions")),
        (Page.PROCESSING.value, _("Processing agreement (Art. 28 GDPR)")),
        (Page.SECRECY.value, _("Secrecy undertaking (§203 StGB)")),
        (Page.MANDATE.value, _("SEPA direct debit mandate")),
    ]

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        PAST = "past", _("replaced")
        WITHDRAWN = "withdrawn", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    page = models.CharField(max_length=12, choices=NAMES)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.CharField(max_length=20, blank=True)
    text_de = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    html_de = models.TextField(blank=True)
    html_en = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("page", "-published_at", "-changed_at")
        constraints = (
            models.UniqueConstraint(fields=("page",), condition=Q(state="draft"), name="one_draft_of_a_page"),
            models.UniqueConstraint(fields=("page",), condition=Q(state="published"), name="one_published_of_a_page"),
            models.UniqueConstraint(fields=("page", "version"), condition=~Q(version=""), name="version_of_a_page_once"),
        )

    def __str__(self) -> str:
        return f"{self.page} {self.version or self.state}"

    def html(self, language: str) -> tuple[str, str]:
        """Give what is read in a language, and in which language that is: German where nothing else was written."""
        return (self.html_en, "en") if language == "en" and self.html_en else (self.html_de, "de")
