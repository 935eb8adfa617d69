"""A running agency to measure: the invented people of the tests, in a server and databases of its own."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.running import RunningServer, databases_of_its_own

CAST = "from datetime import UTC, datetime\nfrom tests.cast import make_cast\nmake_cast(datetime.now(UTC))"


@contextmanager
def running(environment: Mapping[str, str] | None = None, *, settings: str = "vorzimmer.settings") -> Iterator[RunningServer]:
    with tempfile.TemporaryDirectory() as folder, databases_of_its_own() as databases:
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        server = RunningServer(home, environment={**databases, **(environment or {})}, settings=settings)
        try:
            yield server.start()
        finally:
            server.close()
