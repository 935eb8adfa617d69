"""What every test may use."""

import shutil

import pytest
from django.conf import settings

import tests.settings
from tests.running import RunningServer, databases_of_its_own

for name in dir(tests.settings):
    if name.isupper():
        setattr(settings, name, getattr(tests.settings, name))


def pytest_unconfigure():
    shutil.rmtree(settings.HOME, ignore_errors=True)


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
