"""Somebody of each side, and a throttle that starts empty."""

import pytest

from vorzimmer.accounts.actions import create_user
from vorzimmer.accounts.throttle import SignInLimiter
from vorzimmer.domain.roles import Role
from vorzimmer.website import contact, ending, sign_up
from vorzimmer.website import sign_in as door
from vorzimmer.website.flood import FloodGate

PASSWORD = "ein langes Kennwort"


@pytest.fixture
def olga(db):
    return create_user(email="olga@example.org", name="Olga Weber", role=Role.OPERATOR, password=PASSWORD, language="en")


@pytest.fixture
def make_user(db):
    def make(role):
        return create_user(email=f"{role}@example.org", name="Kim Kurz", role=role, password=PASSWORD)

    return make


@pytest.fixture(autouse=True)
def limiter(monkeypatch):
    fresh = SignInLimiter()
    monkeypatch.setattr(door, "LIMITER", fresh)
    monkeypatch.setattr(door, "CODES", SignInLimiter(pair=5, login=10))
    monkeypatch.setattr(sign_up, "LIMITER", SignInLimiter(pair=3, login=3, address=3))
    monkeypatch.setattr(ending, "LIMITER", SignInLimiter())
    monkeypatch.setattr(contact, "GATE", FloodGate())
    return fresh


@pytest.fixture
def sign_in(client):
    def enter(email="olga@example.org", password=PASSWORD, query="?language=en", **more):
        return client.post(f"/sign-in/{query}", {"email": email, "password": password, **more})

    return enter
