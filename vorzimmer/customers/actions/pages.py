"""Writing the open pages: a draft, its publication, and taking it back. Bad input raises ValidationError and changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.customers.markup import rendered
from vorzimmer.customers.models.pages import PageVersion
from vorzimmer.customers.pages import shipped_versions
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.pages import DOCUMENTS, UNTITLED, Page, version_name

State = PageVersion.State


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """What was written. `seen` is the draft's `page_stamp` when the editor was opened, blank when there was none."""

    text_de: str
    text_en: str = ""
    seen: str = ""


def page_draft(page: Page) -> PageVersion | None:
    """Give the draft of a page, if there is one."""
    return PageVersion.objects.filter(page=page, state=State.DRAFT).first()


def page_stamp(draft: PageVersion | None) -> str:
    """Say which state of the draft somebody has before him."""
    return draft.changed_at.isoformat() if draft else ""


@transaction.atomic
def save_page_draft(page: Page, entry: PageEntry, at: datetime) -> PageVersion:
    """Keep what was written; nobody else sees it. Raises ValidationError, by field, with what is wrong in it."""
    draft = PageVersion.objects.select_for_update().filter(page=page, state=State.DRAFT).first()
    if page_stamp(draft) != entry.seen:
        raise ValidationError(
            _("Somebody else has changed this draft meanwhile. Copy what you wrote, open the page anew, and put it in once more.")
        )
    said = {"text_de": _plain(entry.text_de), "text_en": _plain(entry.text_en)}
    html = _html(page, said)
    draft = draft or PageVersion(page=page, state=State.DRAFT)
    draft.text_de, draft.text_en = said["text_de"], said["text_en"]
    draft.html_de, draft.html_en, draft.changed_at = html["text_de"], html["text_en"], at
    draft.save()
    return draft


def _plain(text: str) -> str:
    """Browsers send lines that end in CR and LF; the digest of a document must not depend on who typed it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return f"{lines}\n" if lines else ""


def _html(page: Page, said: dict[str, str]) -> dict[str, str]:
    wrong: dict[str, Any] = {}
    html = {}
    if not said["text_de"]:
        wrong["text_de"] = _("Write the German text: it holds where there is no other.")
    for name, text in said.items():
        try:
            html[name] = rendered(text, titled=page not in UNTITLED)
        except ValidationError as error:
            wrong[name] = error.messages
    if wrong:
        raise ValidationError(wrong)
    return html


@transaction.atomic
def publish_page(page: Page, at: datetime, *, seen: str) -> PageVersion:
    """Let everybody read the draft. What was there before stays in the list of versions. Raises ValidationError."""
    draft = PageVersion.objects.select_for_update().filter(page=page, state=State.DRAFT).first()
    if draft is None:
        raise ValidationError(_("There is no draft to publish."))
    if page_stamp(draft) != seen:
        raise ValidationError(_("The draft was changed meanwhile. Look at it once more before you publish it."))
    PageVersion.objects.filter(page=page, state=State.PUBLISHED).update(state=State.PAST)
    taken = {*PageVersion.objects.filter(page=page).values_list("version", flat=True)}
    if page in DOCUMENTS:
        taken |= {*shipped_versions(page)}
    draft.state, draft.published_at, draft.version = State.PUBLISHED, at, version_name(berlin_date(at), taken)
    draft.save(update_fields=["state", "published_at", "version"])
    return draft


@transaction.atomic
def discard_page_draft(page: Page) -> None:
    """Drop the draft; what is published stays."""
    PageVersion.objects.filter(page=page, state=State.DRAFT).delete()


@transaction.atomic
def take_page_back(page: Page) -> PageVersion | None:
    """Take back what is published: the version before holds again, else what came with the program (None).

    A document can still be read under its version: somebody may have accepted it. Raises ValidationError.
    """
    published = PageVersion.objects.select_for_update().filter(page=page, state=State.PUBLISHED).first()
    if published is None:
        raise ValidationError(_("Nothing of your own is published here."))
    published.state = State.WITHDRAWN
    published.save(update_fields=["state"])
    before = PageVersion.objects.filter(page=page, state=State.PAST).order_by("published_at").last()
    if before is not None:
        before.state = State.PUBLISHED
        before.save(update_fields=["state"])
    return before
