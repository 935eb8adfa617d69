"""What stands in front of the program and around it writes nothing about visitors either."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def said(name):
    """The lines of a file without its comments."""
    return [line.strip() for line in (DEPLOY / name).read_text("utf-8").splitlines() if line.strip() and not line.strip().startswith("#")]


def test_nginx_writes_no_log_and_no_temporary_file():
    lines = said("nginx.conf")
    assert [line for line in lines if line.startswith("access_log")] == ["access_log off;"]
    assert [line for line in lines if line.startswith("error_log")] == ["error_log /dev/null emerg;"]
    assert "proxy_request_buffering off;" in lines
    assert "proxy_max_temp_file_size 0;" in lines


def test_caddy_writes_no_log():
    lines = said("Caddyfile")
    assert [line for line in lines if re.match(r"log\b", line)] == ["log default {"]
    assert [line for line in lines if line.startswith("output")] == ["output discard"]


@pytest.mark.parametrize(
    ("name", "line"),
    [("nginx.conf", "proxy_set_header X-Forwarded-For $remote_addr;"), ("Caddyfile", "header_up X-Forwarded-For {remote_host}")],
)
def test_a_proxy_says_who_the_visitor_is_and_takes_nothing_over_from_him(name, line):
    lines = said(name)
    assert line in lines
    assert not any("proxy_add_x_forwarded_for" in each for each in lines)


def test_no_picture_of_the_memory_is_kept_and_others_read_nothing():
    lines = said("vorzimmer.service")
    for line in ("LimitCORE=0", "UMask=0077", "StateDirectoryMode=0700", "Restart=always", "KillSignal=SIGTERM"):
        assert line in lines


def test_the_container_does_not_run_as_root():
    lines = said("Containerfile")
    assert lines.index("USER vorzimmer") < lines.index('CMD ["vorzimmer", "serve", "--host", "0.0.0.0"]')


def test_nginx_understands_its_file(tmp_path):
    nginx = shutil.which("nginx")
    if nginx is None:
        (pytest.fail if os.environ.get("VORZIMMER_ALL_TOOLS") == "1" else pytest.skip)("no nginx on this machine")
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    text = re.sub(r"\s*ssl_certificate.*|\s*include mime.types;", "", text).replace(" ssl http2", "")  # neither is on this machine
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/nginx.pid;\n{text}", "utf-8")
    command = [nginx, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "syntax is ok" in done.stderr, done.stderr


def test_systemd_understands_its_unit(tmp_path):
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("no systemd on this machine")
    text = (DEPLOY / "vorzimmer.service").read_text("utf-8").replace("/opt/vorzimmer/.venv/bin/vorzimmer", sys.executable)
    unit = tmp_path / "vorzimmer.service"
    unit.write_text(text, "utf-8")
    done = subprocess.run([systemd, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
