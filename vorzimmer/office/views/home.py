"""The start page: are all calls answered, who is at work, what needs me, does everything run."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from vorzimmer.billing.bank_book import waiting
from vorzimmer.billing.debits import to_submit
from vorzimmer.billing.run_figures import to_do_at
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.roles import Role
from vorzimmer.live.queries import newest_id
from vorzimmer.office.doors import office, page, user_in
from vorzimmer.office.figures import needs_at, now_at


@office
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Answer the owner's questions; others find the way to what is theirs."""
    at, role = timezone.now(), user_in(request).role
    if role != Role.OWNER:
        today, is_accountant = berlin_date(at), role == Role.ACCOUNTANT
        waits = {"bank": waiting(today), "debit_files": to_submit(today), "billing": to_do_at(at)} if is_accountant else {}
        return page(request, "office/welcome.html", waits)
    live_id, needs = newest_id(), needs_at(at)
    context = {"figures": now_at(at), "needs": needs, "billing": to_do_at(at), "live_id": live_id, "money_waits": needs.bank.count}
    return page(request, "office/home.html", context)
