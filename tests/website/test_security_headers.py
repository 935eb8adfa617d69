"""Every answer of the program carries the headers that keep others out: pages, redirects, refusals, errors, static files."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from vorzimmer.website import contact, views
from vorzimmer.website.flood import FloodGate

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(self), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
VALUES = {"uuid": str(uuid4()), "int": "1", "slug": "nothing", "str": "nothing", "path": "nothing"}


def broken(request):
    raise RuntimeError("nothing that anybody may read")


urlpatterns = [path("broken/", broken), *get_resolver("vorzimmer.urls").url_patterns]
handler400, handler403, handler404, handler500 = views.bad_request, views.forbidden, views.not_found, views.server_error


@pytest.fixture
def visitor(settings):
    """A stranger who comes by TLS, to a program that also has a page that breaks."""
    settings.SECURE_HSTS_SECONDS, settings.ROOT_URLCONF = 31_536_000, __name__
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.CSRF_FAILURE_VIEW = "vorzimmer.website.views.forged"
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.defaults["HTTP_X_FORWARDED_PROTO"] = "https"
    return browser


def addresses(patterns, before="/"):
    """Write an address for every pattern, with something that is not there in the place of each parameter."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            for name, converter in pattern.pattern.converters.items():
                kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
                route = route.replace(f"<{kind}:{name}>", VALUES.get(kind, "nothing"))
            yield route.replace("<", "").replace(">", "")


def lacking(answer):
    return {name: answer.get(name) for name, value in HEADERS.items() if answer.get(name) != value}


def test_every_address_carries_the_headers_whoever_asks_in_whatever_way(visitor):
    asked = list(addresses(get_resolver("vorzimmer.urls").url_patterns))
    assert len(asked) > 200
    found = {}
    for address in asked:
        for method in (visitor.get, visitor.post, visitor.options):
            answer = method(address)
            if wrong := lacking(answer):
                found[address, answer.status_code] = wrong
    assert found == {}


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (200, lambda browser: browser.get("/static/css/website.css")),
        (200, lambda browser: browser.get("/.well-known/security.txt")),
        (302, lambda browser: browser.get("/office/")),
        (400, lambda browser: browser.get("/", headers={"host": "elsewhere.example"})),
        (403, lambda browser: browser.post("/sign-in/", {})),
        (403, lambda browser: browser.post("/contact/", {}, headers={"sec-fetch-site": "cross-site"})),
        (404, lambda browser: browser.get("/nothing/")),
        (404, lambda browser: browser.get("/static/nothing.css")),
        (405, lambda browser: browser.put("/contact/", headers={"sec-fetch-site": "same-origin"})),
        (422, lambda browser: browser.post("/contact/", {}, headers={"sec-fetch-site": "same-origin"})),
        (500, lambda browser: browser.get("/broken/")),
    ],
)
def test_every_kind_of_answer_carries_the_headers(visitor, settings, status, ask):
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = ask(visitor)
    assert (answer.status_code, lacking(answer)) == (status, {})


def test_an_answer_to_a_flood_carries_the_headers(visitor, monkeypatch):
    monkeypatch.setattr(contact, "GATE", FloodGate(burst=0))
    answer = visitor.post("/contact/", {}, headers={"sec-fetch-site": "same-origin"})
    assert (answer.status_code, lacking(answer)) == (429, {})


def test_a_form_that_is_too_long_is_refused_with_the_headers(visitor):
    answer = visitor.post("/contact/", {"text": "x" * 1_100_000}, headers={"sec-fetch-site": "same-origin"})
    assert 400 <= answer.status_code < 500
    assert lacking(answer) == {}
