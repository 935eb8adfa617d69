"""What every test may use."""

import contextlib
import gc
import os
import re
import shutil
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation

from tests.running import FORGET_OTHERS, Prepared, RunningServer, databases_of_its_own, name_of, on_postgres, prepared_once
from vorzimmer.privacy.keyring.keys import CACHE

gc.set_threshold(100_000, 50, 50)  # tests leave much behind that is alive: to look at it again and again costs a sixth of the time


def pytest_unconfigure():
    shutil.rmtree(settings.HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_keepdb(migrated, django_db_modify_db_settings, django_db_blocker):
    """The databases of the tests begin as copies of those that are up to date."""
    with django_db_blocker.unblock():
        for alias, variable in (("default", "DATABASE_URL"), ("keyring", "KEYRING_URL")):
            database = connections[alias].settings_dict
            if connections[alias].vendor == "postgresql":
                database["TEST"]["TEMPLATE"] = name_of(migrated.databases[variable])
            else:
                shutil.copy(migrated.home / Path(database["NAME"]).name, database["TEST"]["NAME"])
    return not on_postgres()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """At the end, PostgreSQL forgets the connections that threads of tests left behind, or it would not drop the databases."""
    with django_db_blocker.unblock():
        for connection in connections.all():
            if connection.vendor == "postgresql":
                connection.ops.sql_flush = partial(_emptying, connection)
    yield
    with django_db_blocker.unblock():
        for connection in connections.all():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(FORGET_OTHERS)


def _emptying(connection, _style, tables, **_options):
    """What a test committed is deleted: to truncate a hundred tables, nearly all of them empty, takes a hundred times as long."""
    return ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables)]  # noqa: S608  (names of tables)


@pytest.fixture(autouse=True)
def _begin_anew():
    """What a test committed to the keyring is gone after it, and what a page of it spoke is no language for the next one."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    CACHE.clear()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A home and databases that are up to date, to be copied."""
    with prepared_once(tmp_path_factory.getbasetemp() / "migrated", _migrated) as prepared:
        yield prepared


@contextlib.contextmanager
def _migrated(home):
    home.mkdir(mode=0o700)
    with databases_of_its_own() as databases:
        done = RunningServer(home, environment=databases).run("migrate")
        assert re.fullmatch(r"Applied: [1-9]\d+\.\n", done.stdout), done.stderr
        yield Prepared(home=home, databases=databases)


@pytest.fixture
def start_server(tmp_path, migrated):
    """Start a real server; call it with `environment={...}` or another settings module, as often as needed.

    Each has a home and databases of its own: a copy of `like`, else up to date and empty, unless it is to be `fresh`.
    """
    with contextlib.ExitStack() as ends:

        def start(*, environment=None, settings="vorzimmer.settings", fresh=False, like=migrated):
            home = tmp_path / f"home{len(list(tmp_path.glob('home?')))}"
            if fresh:
                home.mkdir(mode=0o700)
            databases = ends.enter_context(databases_of_its_own() if fresh else like.copied(home))
            server = RunningServer(home, environment={**databases, **(environment or {})}, settings=settings)
            ends.callback(server.close)
            return server.start()

        yield start


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


LONG = ("tests/server/", "tests/demo/", "tests/house/", "tests/office/test_office_doors.py", "tests/journeys/")


def pytest_collection_modifyitems(items):
    """Files that take long come first, so that no worker is left with one at the end.

    Journeys come last: the browser's driver leaves an event loop running, and nobody else likes that.
    """
    items.sort(key=lambda item: (item.get_closest_marker("journey") is not None, not item.nodeid.startswith(LONG)))
