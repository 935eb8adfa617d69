"""The start page: are all calls answered, who is at work, what needs me, does everything run."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from vorzimmer.billing.bank_book import waiting
from vorzimmer.billing.debits import to_submit
from vorzimmer.billing.run_figures import to_do_at
from vorzimmer.billing.unbilled import usage_alarm
from vorzimmer.claims import board
from vorzimmer.claims.actions.duties import waiting_duties
from vorzimmer.claims.cases import due_count
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.roles import Role
from vorzimmer.live.queries import newest_id
from vorzimmer.office.doors import books, office, page, user_in
from vorzimmer.office.figures import needs_at, now_at
from vorzimmer.office.requests_shown import due_soon


@office
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Answer the owner's questions; others find the way to what is theirs."""
    if user_in(request).role != Role.OWNER:
        is_officer = user_in(request).role == Role.PRIVACY_OFFICER
        return page(request, "office/welcome.html", {"requests": due_soon(berlin_date(timezone.now())) if is_officer else 0})
    at, live_id = timezone.now(), newest_id()
    return page(request, "office/home.html", {"figures": now_at(at), "needs": needs_at(at), "live_id": live_id})


@books
@require_safe
def money(request: HttpRequest) -> HttpResponseBase:
    """Say what waits about money. It stands on the start page, which is made anew every few seconds, and is asked for seldom."""
    at = timezone.now()
    today = berlin_date(at)
    context = {
        "billing": to_do_at(at),
        "unbilled": usage_alarm(at),
        "bank": waiting(today),
        "debit_files": to_submit(today),
        "cases": due_count(today),
        "claims": board.waiting(today),
        "duties": waiting_duties(today),
    }
    return page(request, "office/money_card.html", context)
