"""A customer to write to, a mail server and an SMS gateway that are real, and worker processes that can be killed."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.conf import settings as program
from django.db import connections

from tests.delivery.gateway import Gateway
from tests.delivery.postbox import Postbox
from vorzimmer.customers.models import Customer, Team
from vorzimmer.delivery.actions import Letter
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.privacy.keyring.keys import CACHE


@pytest.fixture(autouse=True)
def _nothing_remembered():
    CACHE.clear()
    yield
    CACHE.clear()


@pytest.fixture
def customer():
    team = Team.objects.create(name="Spree")
    since = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
    return Customer.objects.create(number="1001", name="Praxis Dr. Birnbaum", short_name="Birnbaum", team=team, since=since)


@pytest.fixture
def letter(customer):
    def write(**changes) -> Letter:
        values = {
            "customer_id": customer.pk,
            "channel_id": None,
            "kind": "email",
            "address": "praxis@birnbaum.example",
            "subject": "Neue Nachricht für Birnbaum",
            "body": "Frau Müller bittet um Rückruf.\n",
            "key": f"note:{uuid4()}",
            "about": str(uuid4()),
            "language": "de",
        }
        return Letter(**{**values, **changes})

    return write


@pytest.fixture
def postbox(settings):
    with Postbox() as box:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.DEFAULT_FROM_EMAIL = "post@vorzimmer.example"
        settings.AGENCY_NAME = "Büro am Fluss"
        settings.PUBLIC_URL = "https://vorzimmer.example"
        yield box


@pytest.fixture
def gateway(settings):
    with Gateway() as gate:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = gate.url, "secret-of-the-gateway"
        yield gate


@pytest.fixture
def stored():
    """Give a sealed column of a message as the database keeps it."""

    def column(message: OutboxMessage, name: str) -> bytes | None:
        with connections["default"].cursor() as cursor:
            key = message.pk if connections["default"].vendor == "postgresql" else message.pk.hex
            cursor.execute(f"SELECT {name} FROM delivery_outboxmessage WHERE id = %s", [key])  # noqa: S608  (the tests name the column)
            value = cursor.fetchone()[0]
        return None if value is None else bytes(value)

    return column


def database_url(alias: str) -> str:
    database = connections[alias].settings_dict
    if database["ENGINE"] == "vorzimmer.sqlite":
        return f"sqlite:///{database['NAME']}"
    # the host may be the folder of a socket
    server = {name: quote(str(database[name]), safe="") for name in ("USER", "PASSWORD", "HOST", "NAME")}
    port = f":{database['PORT']}" if database["PORT"] else ""
    return "postgres://{USER}:{PASSWORD}@{HOST}{port}/{NAME}".format(**server, port=port)


@pytest.fixture
def worker_process(postbox):
    """Start worker processes on the tests' database; `hours` is how far ahead their clock goes."""
    started = []

    def start(*, hours: int = 0) -> subprocess.Popen:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "vorzimmer.settings",
            "DATABASE_URL": database_url("default"),
            "KEYRING_URL": database_url("keyring"),
            "VORZIMMER_HOME": str(program.HOME),
            "SMTP_URL": f"smtp://127.0.0.1:{postbox.port}",
            "MAIL_FROM": "post@vorzimmer.example",
            "PUBLIC_URL": "https://vorzimmer.example",
        }
        command = [sys.executable, "-m", "tests.delivery.worker_process", str(hours)]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout.readline() == "ready\n", process.stderr.read()
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()
