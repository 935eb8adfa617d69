"""The program's settings in the world of the tests: a home of its own, keys that are none, cheap passwords, databases in real files."""

import base64
import os
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="vorzimmer-tests-"))
os.environ["VORZIMMER_HOME"] = str(HOME)
os.environ["VORZIMMER_MASTER_KEY"] = base64.b64encode(bytes(range(32))).decode("ascii")
os.environ["VORZIMMER_SECRET_KEY"] = "tests-only-" + "0" * 40

from vorzimmer.settings import *  # noqa: E402, F403  (only now: the settings read the environment)
from vorzimmer.settings import ALLOWED_HOSTS, DATABASES  # noqa: E402

MASTER_KEY = os.environ["VORZIMMER_MASTER_KEY"]
SECRET_KEY = os.environ["VORZIMMER_SECRET_KEY"]
STATIC_ROOT = HOME / "static"
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
PASSWORD_HASHERS = ["tests.hasher.CheapArgon2"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "LOCATION": HOME / "files"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # serves files where they lie; nothing was collected
for alias, database in DATABASES.items():
    database["TEST"] = {"MIGRATE": False}  # tests/conftest.py copies what has been migrated
    if database["ENGINE"] == "vorzimmer.sqlite":
        database["TEST"]["NAME"] = str(HOME / f"test-{alias}.sqlite3")
