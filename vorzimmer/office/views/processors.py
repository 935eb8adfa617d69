"""Processors: the register, their agreements and audits, and who stands at the other end of each connection."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.processors import Item, MayNotBecause, Transfer, Warned, next_audit, obstacles, warnings
from vorzimmer.office.doors import keepers, page, tried, user_in
from vorzimmer.office.register_forms import AuditForm, ConnectionForm, ProcessorFilter, ProcessorForm
from vorzimmer.privacy import processors as deeds
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.models import Connection, Processor
from vorzimmer.privacy.models.processors import ITEMS, TRANSFERS
from vorzimmer.privacy.policies import processor_terms
from vorzimmer.privacy.register_words import DATA, MISSING

PAGE = 50
SHOWN = ("privacy.Processor.name", "privacy.Processor.agreement", "privacy.ProcessorAudit.finding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A processor on the screen: what stands against it, what is due, and its items."""

    processor: Processor
    obstacles: tuple[MayNotBecause, ...]
    warnings: Mapping[Warned, date]
    next_audit: date | None

    @property
    def missing(self) -> list[str]:
        return [str(MISSING[each]) for each in self.obstacles if each is not MayNotBecause.NOT_ACTIVE]

    @property
    def soon(self) -> list[tuple[str, date]]:
        texts = {Warned.AUDIT_DUE: _("audit due"), Warned.AGREEMENT_ENDS: _("agreement ends")}
        return [(texts[each], day) for each, day in self.warnings.items()]

    @property
    def items(self) -> list[tuple[str, bool]]:
        return [(str(ITEMS[item]), item.value in self.processor.items) for item in Item]

    @property
    def data(self) -> list[str]:
        return [str(name) for code, name in DATA.items() if code.value in self.processor.categories]

    @property
    def transfer(self) -> str:
        return str(TRANSFERS[Transfer(self.processor.transfer)])


def _shown(processor: Processor) -> Shown:
    day = berlin_date(timezone.now())
    facts, terms = processor.facts, processor_terms(day)
    return Shown(
        processor=processor,
        obstacles=obstacles(facts, day, terms),
        warnings=warnings(facts, day, terms),
        next_audit=next_audit(facts, terms),
    )


def _processor(processor_id: UUID) -> Processor:
    return get_object_or_404(Processor.objects.with_audits(), pk=processor_id)


@keepers
@sees(*SHOWN)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List processors and connections; the filter stands in the address."""
    form = ProcessorFilter(request.GET)
    part = Paginator(form.found(), PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "page": part,
        "rows": [_shown(processor) for processor in part],
        "connections": Connection.objects.select_related("processor", "declared_by"),
    }
    return page(request, "office/processors.html", context)


@keepers
@sees(*SHOWN)
@require_safe
def show(request: HttpRequest, processor_id: UUID) -> HttpResponseBase:
    """Show a processor: what is missing, the agreement with its items, audits, connections."""
    processor = _processor(processor_id)
    context = {
        "shown": _shown(processor),
        "audits": processor.audits.select_related("by"),
        "connections": processor.connections.all(),
    }
    return page(request, "office/processor.html", context)


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Enter a processor. He gets nothing before all is there."""
    form = ProcessorForm(request.POST if request.method == "POST" else None)
    made: list[Processor] = []
    if request.method == "POST" and tried(form, lambda: made.append(deeds.enter_processor(form.entry(), at=timezone.now()))):
        messages.success(request, _("The processor is entered."))
        return redirect("office:processor", made[0].pk)
    return _form(request, form, title=_("Enter a processor"), action=_("Save"))


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, processor_id: UUID) -> HttpResponseBase:
    """Change what is entered about a processor."""
    processor = _processor(processor_id)
    form = ProcessorForm(request.POST if request.method == "POST" else None, processor=processor)
    if request.method == "POST" and tried(form, lambda: deeds.change_processor(processor, form.entry(), at=timezone.now())):
        messages.success(request, _("Saved."))
        return redirect("office:processor", processor.pk)
    return _form(request, form, title=_("Change the processor"), action=_("Save"), processor=processor)


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def audit(request: HttpRequest, processor_id: UUID) -> HttpResponseBase:
    """Record an audit; one that was passed moves the next one."""
    processor, at, user = _processor(processor_id), timezone.now(), user_in(request)
    form = AuditForm(request.POST, request.FILES) if request.method == "POST" else AuditForm()
    if request.method == "POST" and tried(form, lambda: deeds.record_audit(processor, form.entry(), at=at, by=user)):
        messages.success(request, _("The audit is recorded."))
        return redirect("office:processor", processor.pk)
    return _form(request, form, title=_("Record an audit"), action=_("Record"), processor=processor)


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, processor_id: UUID) -> HttpResponseBase:
    """Say what will happen; then put a processor out of use."""
    processor = _processor(processor_id)
    if request.method == "POST":
        deeds.end_processor(processor, at=timezone.now())
        messages.success(request, _("%(name)s gets nothing any more.") % {"name": processor.name})
        return redirect("office:processor", processor.pk)
    text = _("From now on nothing is sent to it: what would go over its connections waits. You can undo this at any time.")
    return _form(request, None, title=_("Put out of use?"), action=_("Put out of use"), processor=processor, text=text, tone="danger")


@keepers
@sees(*SHOWN)
@require_POST
def again(request: HttpRequest, processor_id: UUID) -> HttpResponseBase:
    """Take a processor into use again."""
    processor = _processor(processor_id)
    deeds.use_processor_again(processor, at=timezone.now())
    messages.success(request, _("%(name)s is in use again.") % {"name": processor.name})
    return redirect("office:processor", processor.pk)


@keepers
@sees(*SHOWN, "privacy.Connection.reason")
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest) -> HttpResponseBase:
    """Declare who stands at the other end of a connection."""
    user, at = user_in(request), timezone.now()
    initial = {name: request.GET.get(name) for name in ("kind", "host", "processor") if request.GET.get(name)}
    form = ConnectionForm(request.POST) if request.method == "POST" else ConnectionForm(initial=initial)

    def deed() -> None:
        values = form.values()
        deeds.declare_connection(values.pop("kind"), values.pop("host"), **values, at=at, by=user)

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("It is declared who stands at the other end. What waited for it goes out now, if it may."))
        return redirect("office:processors")
    text = _("Nothing is sent to others before somebody has said here who they are. This computer itself needs no entry.")
    return _form(request, form, title=_("Declare a connection"), action=_("Declare"), text=text)


@keepers
@sees(*SHOWN, "privacy.Connection.reason")
@require_http_methods(["GET", "HEAD", "POST"])
def disconnect(request: HttpRequest, connection_id: UUID) -> HttpResponseBase:
    """Say what will happen; then take back what was declared."""
    connection = get_object_or_404(Connection, pk=connection_id)
    if request.method == "POST":
        deeds.remove_connection(connection)
        messages.success(request, _("Nothing is sent to %(host)s any more.") % {"host": connection.host})
        return redirect("office:processors")
    text = _("Nothing is sent to %(host)s any more; what would go there waits until somebody declares it again.")
    said = text % {"host": connection.host}
    return _form(request, None, title=_("Take this connection back?"), action=_("Take back"), text=said, tone="danger")


def _form(request: HttpRequest, form: Any, *, title: str, action: str, processor: Processor | None = None, **more: Any) -> HttpResponseBase:
    """Show a form of this register; its way back is the processor, or the list."""
    back = reverse("office:processor", args=[processor.pk]) if processor else reverse("office:processors")
    context = {"title": title, "action": action, "back": back, "back_text": processor.name if processor else _("Processors"), **more}
    return page(request, "office/register_form.html", context, form=form)
