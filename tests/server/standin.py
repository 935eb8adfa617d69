"""Settings of a program with a few pages that behave badly, run by the real server."""

from vorzimmer.settings import *  # noqa: F403

ROOT_URLCONF = "tests.server.standin_pages"
MIDDLEWARE = []
