"""What goes wrong is said with a way out and a reference number, and without a word of the request."""

import logging
import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.urls import include, path

from vorzimmer.website import errors, views

SECRET = "0171 3920012"


def broken(request):
    raise RuntimeError(f"cannot call {SECRET}")


def garbled(request):
    raise BadRequest(SECRET)


def refused(request):
    raise PermissionDenied(SECRET)


def form(request):
    return HttpResponse("in")


urlpatterns = [
    path("broken/", broken, name="broken"),
    path("garbled/", garbled),
    path("refused/", refused),
    path("erased/", views.gone),
    path("form/", form),
    path("", include("vorzimmer.urls")),
]
handler400, handler403, handler404, handler500 = views.bad_request, views.forbidden, views.not_found, views.server_error


@pytest.fixture
def world(settings, client, caplog):
    settings.ROOT_URLCONF = __name__
    settings.CSRF_FAILURE_VIEW = "vorzimmer.website.views.forged"
    client.raise_request_exception = False
    logger = logging.getLogger("vorzimmer")
    logger.addHandler(caplog.handler)
    caplog.set_level(logging.INFO, "vorzimmer")
    yield client
    logger.removeHandler(caplog.handler)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/garbled/", 400, "That request could not be understood."),
        ("/refused/", 403, "You may not see this page."),
        ("/nothing/", 404, "There is nothing here."),
        ("/erased/", 410, "What was here has been erased."),
        ("/broken/", 500, "Something went wrong on our side."),
    ],
)
def test_an_error_page_says_what_happened_and_only_our_own_mistakes_are_written_down(world, caplog, address, status, said):
    response = world.get(f"{address}?language=en&number={SECRET}", headers={"referer": f"https://example.org/{SECRET}"})
    page = response.content.decode()
    assert response.status_code == status
    assert said in page
    assert SECRET not in page
    assert SECRET not in caplog.text
    assert response.cookies == {}
    if status != 500:
        assert 'class="reference"' not in page
        assert caplog.text == ""
        return
    (reference,) = re.findall(r'class="reference">([2-9A-Z]{3}-[2-9A-Z]{3})<', page)
    (line,) = [record.getMessage() for record in caplog.records if reference in record.getMessage()]
    assert f"status {status}" in line


def test_the_log_of_a_mistake_says_what_and_where_but_not_with_what(world, caplog):
    world.get("/broken/")
    assert re.search(r"status 500, view broken, RuntimeError at test_error_pages\.py:\d+ broken < base\.py:\d+ _get_response", caplog.text)


def test_a_forged_form_gets_a_way_out(world):
    world.handler.enforce_csrf_checks = True
    response = world.post("/form/?language=en", {"text": SECRET})
    assert response.status_code == 403
    assert "This form was open for too long." in response.content.decode()
    assert SECRET not in response.content.decode()


def test_the_error_page_of_a_broken_database_needs_no_database(world):
    """This test may not touch the database, and so neither may the page."""
    assert world.get("/broken/").status_code == 500


def test_references_can_be_read_out_on_the_telephone():
    references = {errors.new_reference() for _ in range(200)}
    assert len(references) > 190
    assert all(re.fullmatch(r"[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}", reference) for reference in references)
