"""Data leave for third parties by one door: nothing else writes its register, and nothing else encrypts for others."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "vorzimmer"
SOURCES = {str(path.relative_to(PACKAGE)): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
WRITERS = {"create", "acreate", "get_or_create", "update_or_create", "bulk_create", "abulk_create", "using", "save", "save_base"}
DOOR = "privacy/disclosing.py"
ENVELOPES = "privacy/envelopes.py"


def writes_disclosures(tree):
    """Say where a line of the register is made: by its class, or by a manager of it."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func).split(".")
        if called[-1] == "Disclosure" or ("Disclosure" in called and called[-1] in WRITERS):
            yield ast.unparse(node.func)
        if "disclosures" in called and called[-1] in WRITERS:
            yield ast.unparse(node.func)


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""


def raw_sql(tree, table):
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and table in node.value]


def test_only_the_door_writes_the_register():
    found = {name: sorted(set(writes_disclosures(tree))) for name, tree in SOURCES.items()}
    assert {name: calls for name, calls in found.items() if calls} == {DOOR: ["Disclosure.objects.create"]}
    assert [name for name, tree in SOURCES.items() if raw_sql(tree, "privacy_disclosure")] == []


def test_the_model_goes_by_no_other_name():
    renamed = [
        name
        for name, tree in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.alias) and node.name == "Disclosure" and node.asname
    ]
    assert renamed == []


def test_only_the_envelopes_encrypt_for_others():
    assert [name for name, tree in SOURCES.items() if any(found.split(".")[0] == "pyrage" for found in imports(tree))] == [ENVELOPES]


def test_this_test_sees_what_it_looks_for():
    for line in (
        "Disclosure(number=1).save()",
        "models.Disclosure.objects.create()",
        "Disclosure.objects.using('default').create()",
        "recipient.disclosures.create(number=1)",
        "Disclosure.objects.bulk_create([])",
    ):
        assert list(writes_disclosures(ast.parse(line))), line
    assert list(writes_disclosures(ast.parse("Disclosure.objects.filter(number=1)"))) == []
    assert list(imports(ast.parse("from pyrage import encrypt\nimport pyrage.x25519"))) == ["pyrage", "pyrage.x25519"]
