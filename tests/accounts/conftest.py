"""People who sign in, and the doors they come through."""

from datetime import timedelta

import pytest

from tests.accounts import doors
from vorzimmer.accounts.actions import create_user
from vorzimmer.domain.roles import Role

PASSWORD = "correct horse battery"


@pytest.fixture
def olga(db):
    return create_user(email="olga@example.org", name="Olga Weber", role=Role.OPERATOR, password=PASSWORD, language="en")


@pytest.fixture
def boris(db):
    return create_user(email="boris@example.org", name="Boris Boss", role=Role.OWNER, password=PASSWORD)


@pytest.fixture
def site(settings, monkeypatch):
    settings.ROOT_URLCONF = "tests.accounts.doors"
    settings.MIDDLEWARE = doors.MIDDLEWARE
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
    settings.LOGIN_URL = "/sign-in/"
    settings.PASSWORD_HASHERS = ["tests.hasher.CheapArgon2"]
    monkeypatch.setattr(doors, "ahead", timedelta(0))


@pytest.fixture
def later(monkeypatch):
    def move(**time):
        monkeypatch.setattr(doors, "ahead", doors.ahead + timedelta(**time))

    return move


@pytest.fixture
def sign_in(site, client):
    def enter(user, password=PASSWORD):
        return client.post("/sign-in/", {"email": user.email, "password": password})

    return enter
