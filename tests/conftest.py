"""What every test may use."""

import shutil

import pytest
from django.conf import settings
from django.db import connections

from tests.running import RunningServer, databases_of_its_own

FORGET_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def pytest_unconfigure():
    shutil.rmtree(settings.HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """At the end, PostgreSQL forgets the connections that threads of tests left behind, or it would not drop the databases."""
    yield
    with django_db_blocker.unblock():
        for connection in connections.all():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(FORGET_OTHERS)


@pytest.fixture
def start_server(tmp_path):
    """Start a real server; call it with `environment={...}` or another settings module, as often as needed."""
    servers = []
    with databases_of_its_own() as databases:

        def start(*, environment=None, settings="vorzimmer.settings"):
            home = tmp_path / f"home{len(servers)}"
            home.mkdir(mode=0o700)
            server = RunningServer(home, environment={**databases, **(environment or {})}, settings=settings)
            servers.append(server)
            return server.start()

        yield start
        for server in servers:
            server.close()


@pytest.fixture
def running_server(start_server):
    """A real server with its own home and databases."""
    return start_server()
