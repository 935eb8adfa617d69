"""A thousand visits to the real server, and nothing of them is written, counted or set; a server that writes a log is caught."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.running import ROOT

pytestmark = pytest.mark.journey


def proof(tmp_path, *words):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "VORZIMMER_HOME": str(tmp_path / "untouched")}
    command = [sys.executable, "-m", "vorzimmer", "prove-no-log", *words]
    return subprocess.run(command, check=False, cwd=tmp_path, env=environment, text=True, capture_output=True, timeout=300)


def test_nothing_of_a_thousand_visits_is_written(tmp_path):
    done = proof(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nothing of a visitor was written, counted or set." in done.stdout
    assert "500: " in done.stdout
    assert int(done.stdout.split(" requests", 1)[0]) >= 1000


def test_a_server_that_writes_a_log_is_caught(tmp_path):
    done = proof(tmp_path, "--negative-control", "--requests", "100")
    assert done.returncode == 0, done.stdout + done.stderr
    for mark in ("address", "agent", "referrer", "path", "query"):
        assert f"found: {mark} in stdout" in done.stdout


@pytest.fixture
def nginx():
    """The configuration that agencies use."""
    if shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        (pytest.fail if os.environ.get("VORZIMMER_ALL_TOOLS") == "1" else pytest.skip)("no nginx on this machine")
    return ROOT / "deploy" / "nginx.conf"


def test_nginx_in_front_writes_nothing_either_and_its_logs_would_be_found(tmp_path, nginx):
    done = proof(tmp_path, "--nginx", str(nginx), "--requests", "150")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nothing of a visitor was written, counted or set." in done.stdout
    for status in (400, 404, 405, 413, 500):
        assert f"{status}: " in done.stdout
    done = proof(tmp_path, "--nginx", str(nginx), "--requests", "40", "--negative-control")
    assert done.returncode == 0, done.stdout + done.stderr
    for mark in ("address", "agent", "referrer", "path", "query"):
        assert f"found: {mark} in nginx/access.log" in done.stdout
    assert "found: path in nginx/error.log" in done.stdout
