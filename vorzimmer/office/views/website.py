"""The words of the website: which pages there are, writing one with its preview, publishing, versions, and taking one back."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.customers import actions
from vorzimmer.customers.actions import PageEntry
from vorzimmer.customers.markup import LONGEST, parts, rendered
from vorzimmer.customers.models import PageVersion
from vorzimmer.customers.pages import shipped_texts, texts_of
from vorzimmer.domain.pages import DOCUMENTS, UNTITLED, Page
from vorzimmer.office.doors import owner, page, refused, tried
from vorzimmer.office.website_forms import PageForm

State = PageVersion.State
NAMES = dict(PageVersion.NAMES)
OPEN = {
    Page.HOME: "website:start",
    Page.SERVICES: "website:services",
    Page.HOW: "website:how",
    Page.QUESTIONS: "website:questions",
    Page.CONTACT: "website:contact",
    Page.IMPRINT: "website:imprint",
}
"""Where a page is read; documents are read under their kind."""


@owner
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the pages: whose words they show, since when, and whether there is a draft."""
    rows = PageVersion.objects.filter(state__in=(State.DRAFT, State.PUBLISHED)).defer("text_de", "text_en", "html_de", "html_en")
    found = {(row.page, row.state): row for row in rows}
    shown = [
        {
            "page": each,
            "name": NAMES[each],
            "draft": found.get((each, State.DRAFT)),
            "published": found.get((each, State.PUBLISHED)),
            "unconfirmed": each in DOCUMENTS,
            "empty": each is Page.IMPRINT,
        }
        for each in Page
    ]
    groups = [
        (_("Pages"), [row for row in shown if row["page"] not in DOCUMENTS]),
        (_("Documents that customers accept"), [row for row in shown if row["page"] in DOCUMENTS]),
    ]
    return page(request, "office/website.html", {"groups": groups})


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, name: str) -> HttpResponseBase:
    """Write a page. What is saved is a draft, which nobody else sees; `?from=shipped` begins with the words of the program."""
    which, draft = _page(name), actions.page_draft(_page(name))
    form = PageForm(request.POST or None, initial=_beginning(which, draft, shipped=request.GET.get("from") == "shipped"))
    if request.method == "POST" and tried(form, lambda: actions.save_page_draft(which, PageEntry(**form.cleaned_data), timezone.now())):
        if request.POST.get("do") == "publish":
            return redirect("office:website-publish", which)
        messages.success(request, _("Kept as a draft. Nobody else sees it before you publish it."))
        return redirect("office:website-page", which)
    versions = PageVersion.objects.filter(page=which).exclude(state=State.DRAFT).defer("text_de", "text_en", "html_de", "html_en")
    context = _named(which) | {
        "draft": draft,
        "versions": versions,
        "previews": {name: _preview(which, form[name].value() or "") for name in ("text_de", "text_en")},
        "titled": which not in UNTITLED,
        "read": OPEN.get(which, ""),
    }
    return page(request, "office/website_page.html", context, form=form)


@owner
@require_POST
def preview(request: HttpRequest, name: str) -> HttpResponseBase:
    """Show what is being typed as it would look, or what is wrong with it; nothing is kept."""
    field = "text_en" if request.POST.get("which") == "text_en" else "text_de"
    found = _preview(_page(name), request.POST.get(field, "")[: LONGEST + 1])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if found["wrong"] else HTTPStatus.OK
    return render(request, "office/website_preview.html", {"name": field, "preview": found}, status=status)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, name: str) -> HttpResponseBase:
    """Show both languages and say what will happen; then let everybody read it."""
    which = _page(name)
    draft = actions.page_draft(which)
    if request.method == "POST":
        try:
            done = actions.publish_page(which, timezone.now(), seen=request.POST.get("seen", ""))
        except ValidationError as error:
            messages.error(request, refused(error))
            return redirect("office:website-page", which)
        messages.success(request, _("Published as version %(version)s.") % {"version": done.version})
        return redirect("office:website")
    if draft is None:
        return redirect("office:website-page", which)
    context = _named(which) | {"draft": draft, "seen": actions.page_stamp(draft), "de": parts(draft.html_de), "en": parts(draft.html_en)}
    return page(request, "office/website_publish.html", context)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, name: str) -> HttpResponseBase:
    """Say what will be lost; then drop the draft."""
    which = _page(name)
    if request.method == "POST":
        actions.discard_page_draft(which)
        messages.success(request, _("The draft is gone."))
        return redirect("office:website")
    return page(request, "office/website_sure.html", _named(which) | {"deed": "discard"})


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, name: str) -> HttpResponseBase:
    """Say what holds afterwards; then take back what is published."""
    which = _page(name)
    if request.method == "POST":
        try:
            before = actions.take_page_back(which)
        except ValidationError as error:
            messages.error(request, refused(error))
        else:
            now = (
                _("Version %(version)s holds again.") % {"version": before.version} if before else _("The words of the program hold again.")
            )
            messages.success(request, f"{_('Taken back.')} {now}")
        return redirect("office:website-page", which)
    before = PageVersion.objects.filter(page=which, state=State.PAST).order_by("published_at").last()
    return page(request, "office/website_sure.html", _named(which) | {"deed": "take_back", "before": before})


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def version(request: HttpRequest, name: str, number: str) -> HttpResponseBase:
    """Show an older version word for word; a POST makes it the draft."""
    which = _page(name)
    found = get_object_or_404(PageVersion.objects.exclude(state=State.DRAFT), page=which, version=number)
    if request.method == "POST":
        form = PageForm({"text_de": found.text_de, "text_en": found.text_en, "seen": request.POST.get("seen", "")})
        if tried(form, lambda: actions.save_page_draft(which, PageEntry(**form.cleaned_data), timezone.now())):
            messages.success(request, _("It is the draft now. Look at it, and publish it."))
        else:
            messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("office:website-page", which)
    draft = actions.page_draft(which)
    context = {"version": found, "de": parts(found.html_de), "en": parts(found.html_en), "draft": draft, "seen": actions.page_stamp(draft)}
    return page(request, "office/website_version.html", _named(which) | context)


def _page(name: str) -> Page:
    try:
        return Page(name)
    except ValueError:
        raise Http404 from None


def _named(which: Page) -> dict[str, Any]:
    return {"page": which, "name": NAMES[which], "is_document": which in DOCUMENTS}


def _beginning(which: Page, draft: PageVersion | None, *, shipped: bool) -> dict[str, str]:
    """Give what stands in the editor at first."""
    seen = actions.page_stamp(draft)
    if draft is not None and not shipped:
        return {"text_de": draft.text_de, "text_en": draft.text_en, "seen": seen}
    texts = shipped_texts(which) if shipped else texts_of(which)
    return {"text_de": texts.de, "text_en": texts.en, "seen": seen}


def _preview(which: Page, text: str) -> dict[str, Any]:
    """Make what is shown beside the text."""
    try:
        return {"words": parts(rendered(text, titled=which not in UNTITLED)), "wrong": []}
    except ValidationError as error:
        return {"words": None, "wrong": error.messages}
