import pytest

from vorzimmer.accounts.access import role_required

pytestmark = pytest.mark.django_db


def test_nobody_is_led_to_the_sign_in_and_back(client, site):
    response = client.get("/money/2026/?month=11")
    assert response.status_code == 302
    assert response.headers["Location"] == "/sign-in/?next=/money/2026/%3Fmonth%3D11"


def test_a_form_that_nobody_sends_is_not_led_back_to(client, site):
    response = client.post("/money/2026/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/sign-in/"


def test_a_part_of_a_page_makes_the_whole_page_go_to_the_sign_in(client, site):
    response = client.get("/money/2026/", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == "/sign-in/"


def test_the_right_role_comes_in(client, boris, sign_in):
    sign_in(boris)
    assert client.get("/money/2026/").content == b"money 2026"


def test_another_role_is_refused(client, olga, sign_in):
    sign_in(olga)
    assert client.get("/money/2026/").status_code == 403


def test_staff_is_every_role_of_the_agency(client, olga, sign_in):
    sign_in(olga)
    assert client.get("/staff/").content == b"staff"


@pytest.mark.parametrize("role", ["customer_owner", "customer_user"])
def test_customers_are_no_staff(client, olga, sign_in, role):
    olga.role = role
    olga.save()
    sign_in(olga)
    assert client.get("/staff/").status_code == 403


def test_a_door_for_no_role_or_an_unknown_role_is_not_built():
    with pytest.raises(ValueError, match="needs a role"):
        role_required()
    with pytest.raises(ValueError, match="janitor"):
        role_required("janitor")
