"""The house keeps its own rules: rooms say what they are for, docs name everything, nothing of a machine is in it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from vorzimmer.api.urls import urlpatterns as webhooks
from vorzimmer.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "vorzimmer"
SOURCES = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
ROOMS_OF_DOCS = ("tutorial", "how-to", "reference", "explanation")
REFERENCE = "\n".join(path.read_text("utf-8") for path in (ROOT / "docs" / "reference").glob("*.md"))
FORBIDDEN_NAMES = {"utils", "helpers", "services", "manager", "common"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_room_says_what_it_is_for(path):
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring or (path.name == "__init__.py" and not path.read_text("utf-8").strip())
    assert path.stem not in FORBIDDEN_NAMES


def test_no_file_outgrows_its_room():
    long = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {path: lines for path, lines in long.items() if lines > 420} == {}


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_every_command_is_in_the_reference(command):
    assert f"`vorzimmer {command}" in REFERENCE


def test_every_setting_is_in_the_reference():
    source = (PACKAGE / "settings.py").read_text("utf-8")
    names = set(re.findall(r'environ\.get\("([A-Z_]+)"', source)) | set(
        re.findall(r'(?:database|one_of|whole_number)\("([A-Z_]+)"', source)
    )
    assert {"DATABASE_URL", "CTI_TOKEN", "REQUIRE_SECOND_FACTOR"} <= names
    assert {name for name in names if f"`{name}`" not in REFERENCE} == set()


@pytest.mark.parametrize("route", [str(pattern.pattern) for pattern in webhooks])
def test_every_webhook_is_in_the_reference(route):
    assert "/api/" + re.sub(r"<.*?>.*", "", route) in REFERENCE


def test_architecture_is_one_page():
    assert len((ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines()) <= 72


def test_the_drawing_of_the_states_is_that_of_the_table():
    assert subprocess.run([sys.executable, "tools/diagrams.py", "--check"], cwd=ROOT, check=False).returncode == 0


def test_the_page_of_retention_is_that_of_the_policy():
    assert subprocess.run([sys.executable, "tools/retention.py", "--check"], cwd=ROOT, check=False).returncode == 0


def test_the_page_of_the_notice_is_that_of_the_policy():
    assert subprocess.run([sys.executable, "tools/notice.py", "--check"], cwd=ROOT, check=False).returncode == 0


def test_every_document_is_named_in_the_index_once():
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    found = [path.relative_to(ROOT / "docs").as_posix() for room in ROOMS_OF_DOCS for path in (ROOT / "docs" / room).glob("*.md")]
    assert {name: index.count(f"]({name})") for name in found} == dict.fromkeys(found, 1)


def test_links_between_documents_lead_somewhere():
    for page in [path for path in TRACKED if path.endswith(".md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / page).read_text("utf-8")):
            assert (ROOT / page).parent.joinpath(target).exists(), (page, target)


def test_nothing_of_a_machine_is_in_the_project():
    shell_paths = re.compile(r"(?<![\w.])/(work|farm|root)/[a-z]")
    found = []
    for name in TRACKED:
        path = ROOT / name
        if name == "uv.lock" or "/vendor/" in name or path.suffix in {".png", ".mo", ".svg"} or not path.is_file():
            continue
        if shell_paths.search(path.read_text("utf-8", errors="replace")):
            found.append(name)
    assert found == []


@pytest.mark.parametrize("face", ["website", "desk", "portal", "office", "api"])
def test_faces_hold_no_models(face):
    for path in (PACKAGE / face).rglob("*.py"):
        assert not re.search(r"^\s*(from|import) django\.db", path.read_text("utf-8"), re.MULTILINE), path.name


def test_the_rules_read_no_clock():
    for path in (PACKAGE / "domain").glob("*.py"):
        assert not re.search(r"\b(now|today|utcnow)\(\)", path.read_text("utf-8")), path.name
