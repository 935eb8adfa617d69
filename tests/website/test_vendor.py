"""The committed files of others are those of the lock."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("vendor_tool", ROOT / "tools/vendor.py")
vendor = importlib.util.module_from_spec(spec)
spec.loader.exec_module(vendor)


def test_the_vendored_files_are_those_of_the_lock():
    assert vendor.problems() == []


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A small repository with two vendored files, of which the lock knows the true checksums."""
    folder = tmp_path / "vorzimmer/static/vendor"
    folder.mkdir(parents=True)
    (tmp_path / "tests/vendor").mkdir(parents=True)
    (folder / "a.css").write_text("a")
    (tmp_path / "vorzimmer/static/icons.svg").write_text("b")
    lock = folder / "vendor.lock.json"
    checksums = {
        "vorzimmer/static/icons.svg": "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
        "vorzimmer/static/vendor/a.css": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    }
    lock.write_text(json.dumps({"packages": [], "own": {}, "sha256": checksums}))
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    monkeypatch.setattr(vendor, "LOCK", lock)
    return folder


def test_a_true_copy_has_no_problems(copy):
    assert vendor.problems() == []


def test_a_changed_a_missing_and_a_strange_file_are_named(copy):
    (copy / "a.css").write_text("tampered")
    (copy / "evil.js").write_text("x")
    (copy.parent / "icons.svg").unlink()
    assert vendor.problems() == [
        "vorzimmer/static/vendor/evil.js is not in the lock",
        "vorzimmer/static/icons.svg is missing",
        "vorzimmer/static/vendor/a.css has been changed",
    ]


def test_pictures_in_a_style_sheet_become_files():
    css, pictures = vendor.without_data_addresses("""a{mask:url("data:image/svg+xml,%3csvg xmlns='x'%3e%3c/svg%3e")}""")
    (name,) = pictures
    assert css == f'a{{mask:url("pictures/{name}")}}'
    assert pictures[name] == '<svg xmlns="x"></svg>\n'


def test_a_data_address_of_another_kind_is_refused():
    with pytest.raises(vendor.VendorError):
        vendor.without_data_addresses("a{background:url(data:image/png;base64,AA)}")


def test_an_archive_that_is_not_the_one_of_the_lock_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(vendor.subprocess, "run", lambda *_arguments, **_options: (tmp_path / "scope-name-1.0.tgz").write_bytes(b"other"))
    with pytest.raises(vendor.VendorError, match="not the one in the lock"):
        vendor.pack("@scope/name", "1.0", "sha512-expected", tmp_path)


# --- the style sheet of the open pages -----------------------------------------------------------------------------------

open_spec = importlib.util.spec_from_file_location("open_css_tool", ROOT / "tools/open_css.py")
open_css = importlib.util.module_from_spec(open_spec)
open_spec.loader.exec_module(open_css)


def test_the_style_sheet_of_the_open_pages_is_what_the_tool_makes_now():
    """Whoever uses another class of Tabler on an open page runs tools/open_css.py."""
    assert open_css.TARGET.read_text("utf-8") == open_css.made()


def test_of_tabler_a_tenth_is_left_for_the_open_pages():
    assert open_css.TARGET.stat().st_size * 8 < open_css.TABLER.stat().st_size


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".btn{a:b}.modal{a:b}", ".btn{a:b}"),
        (".btn,.modal .btn{a:b}", ".btn{a:b}"),
        (".btn:not(.modal){a:b}", ".btn:not(.modal){a:b}"),
        ("@media (x){.modal{a:b}}", ""),
        ("@media (x){.btn{a:b}.modal{c:d}}", "@media (x){.btn{a:b}}"),
        ("table>:not(caption){a:b}", "table>:not(caption){a:b}"),
        (":is(.modal, .btn){a:b}", ""),
        (":root{--used:1;--idle:2;--chain:3}.btn{a:var(--used)}", ":root{--used:1}.btn{a:var(--used)}"),
        (":root{--one:var(--two);--two:2}.btn{a:b}", ".btn{a:b}"),
        (
            "@keyframes turn{from{a:b}}@keyframes idle{from{a:b}}.btn{animation:turn 1s}",
            "@keyframes turn{from{a:b}}.btn{animation:turn 1s}",
        ),
    ],
)
def test_a_rule_stays_when_an_open_page_may_use_it(css, left):
    assert open_css.without_unused("".join(open_css.written(open_css.kept(css, frozenset({"btn"})))), "") == left
