"""What every test may use."""

import os
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


@pytest.fixture(scope="session")
def migrated_home(tmp_path_factory):
    """A home in which `vorzimmer migrate` has run, to be copied: that takes seconds, and nearly every server begins with it."""
    home = tmp_path_factory.mktemp("migrated") / "home"
    home.mkdir(mode=0o700)
    RunningServer(home, environment={}).run("migrate")
    return home


@pytest.fixture
def start_server(tmp_path, migrated_home):
    """Start a real server; call it with `environment={...}` or another settings module, as often as needed.

    On SQLite its databases are there and up to date, unless it is to be `fresh`.
    """
    servers = []
    with databases_of_its_own() as databases:

        def start(*, environment=None, settings="vorzimmer.settings", fresh=False):
            home = tmp_path / f"home{len(servers)}"
            if fresh or databases:
                home.mkdir(mode=0o700)
            else:
                shutil.copytree(migrated_home, home)
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


@pytest.fixture(scope="session")
def chromium():
    """The system's browser. Without one the journeys cannot be walked; with VORZIMMER_ALL_TOOLS=1 that is a failure."""
    path = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    if path is None:
        if os.environ.get("VORZIMMER_ALL_TOOLS") == "1":
            pytest.fail("no Chromium on this machine")
        pytest.skip("no Chromium on this machine: the journeys were not walked")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (starts a driver of its own)

    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


def pytest_collection_modifyitems(items):
    """Journeys come last: the browser's driver leaves an event loop running, and nobody else likes that."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)
