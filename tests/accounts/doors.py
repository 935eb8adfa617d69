"""A small site with sign-in, and a middleware whose clock the tests set."""

from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpResponse, HttpResponseForbidden
from django.urls import path
from django.utils.translation import gettext

from vorzimmer.accounts.access import role_required, staff_required
from vorzimmer.accounts.middleware import SessionClock
from vorzimmer.domain.roles import Role

ahead = timedelta(0)


class HandClock(SessionClock):
    """As in the product, with a clock that stands `ahead` of the real one."""

    def __init__(self, get_response):
        super().__init__(get_response, clock=lambda: datetime.now(UTC) + ahead)


MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tests.accounts.doors.HandClock",
    "vorzimmer.accounts.middleware.UserLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
]


def sign_in(request):
    user = authenticate(request, username=request.POST["email"], password=request.POST["password"])
    if user is None:
        return HttpResponseForbidden()
    login(request, user)
    return HttpResponse("in")


def sign_out(request):
    logout(request)
    return HttpResponse("out")


def who(request):
    told = "|".join(str(message) for message in messages.get_messages(request))
    return HttpResponse(f"{request.user.name if request.user.is_authenticated else 'nobody'};{told}")


def public(request):
    return HttpResponse(gettext("yes"))


@role_required(Role.OWNER, Role.ACCOUNTANT)
def money(request, year):
    return HttpResponse(f"money {year}")


@staff_required
def staff(request):
    return HttpResponse("staff")


urlpatterns = [
    path("sign-in/", sign_in),
    path("sign-out/", sign_out),
    path("who/", who),
    path("public/", public),
    path("money/<int:year>/", money),
    path("staff/", staff),
]
