"""The console script: every error is one line on stderr, and the exit code 2."""

import importlib.metadata

import pytest
from django.utils import translation

from tests.running import RunningServer, databases_of_its_own
from vorzimmer import cli
from vorzimmer.accounts.models import User
from vorzimmer.domain.roles import Role
from vorzimmer.server.faults import Trouble

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def program(tmp_path_factory, migrated):
    """A home whose databases are up to date, in which commands can be run."""
    home = tmp_path_factory.mktemp("cli") / "home"
    with migrated.copied(home) as databases:
        yield RunningServer(home, environment=databases)


@pytest.fixture
def password_file(tmp_path):
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\nsecond line\n")
    return str(file)


def complaint(done):
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    return line


def test_the_version_is_told(program):
    assert program.run("version").stdout == f"{importlib.metadata.version('vorzimmer')}\n"


def test_migrating_says_how_much_there_was_to_do(program):
    assert program.run("migrate").stdout == "Applied: 0.\n"


def test_all_commands_are_listed(program):
    text = program.run("--help").stdout
    assert [
        word for word in ("serve", "demo", "doctor", "migrate", "create-user", "remove-second-factor", "version") if word not in text
    ] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "vorzimmer: the following arguments are required: COMMAND. See “vorzimmer --help”."),
        (["serve", "--port", "abc"], "vorzimmer: argument --port: abc is no number from 1 to 65535. See “vorzimmer serve --help”."),
        (["serve", "--port", "70000"], "vorzimmer: argument --port: 70000 is no number from 1 to 65535. See “vorzimmer serve --help”."),
        (["serve", "--threads", "0"], "vorzimmer: argument --threads: 0 is no number from 1 to 256. See “vorzimmer serve --help”."),
    ],
)
def test_words_that_make_no_sense_are_answered_in_one_line(program, words, expected):
    assert complaint(program.run(*words)) == expected


def test_an_unknown_command_is_answered_in_one_line(program):
    assert "invalid choice: 'dance'" in complaint(program.run("dance"))


def test_a_user_is_made_who_can_sign_in(program, password_file):
    words = (
        "--role",
        "owner",
        "--email",
        "Rosa@Example.org",
        "--name",
        "Rosa Beispiel",
        "--language",
        "en",
        "--password-file",
        password_file,
    )
    done = program.run("create-user", *words)
    assert (done.returncode, done.stdout) == (0, "rosa@example.org can sign in now.\n")
    made = program.python(
        "from vorzimmer.accounts.models import User\n"
        f"user = User.objects.get()\nprint(user.email, user.name, user.role, user.language, user.check_password({PASSWORD!r}))"
    )
    assert made == "rosa@example.org Rosa Beispiel owner en True\n"
    assert complaint(program.run("create-user", *words)) == "vorzimmer: email: Somebody already signs in with this address."


def test_a_user_with_a_weak_password_or_a_wrong_address_is_not_made(program, tmp_path, password_file):
    weak = tmp_path / "weak"
    weak.write_text("secret\n")
    named = ("--role", "operator", "--name", "Otto Beispiel")
    assert complaint(program.run("create-user", *named, "--email", "otto@example.org", "--password-file", str(weak))).startswith(
        "vorzimmer: password: "
    )
    assert complaint(program.run("create-user", *named, "--email", "otto", "--password-file", password_file)).startswith(
        "vorzimmer: email: "
    )
    assert "invalid choice: 'king'" in complaint(program.run("create-user", "--role", "king", "--email", "o@example.org", "--name", "Otto"))
    assert program.python("from vorzimmer.accounts.models import User; print(User.objects.filter(name='Otto Beispiel').count())") == "0\n"


def test_a_password_file_that_cannot_be_read_is_named(program, tmp_path):
    words = ("--role", "owner", "--email", "a@example.org", "--name", "A", "--password-file")
    missing, empty, binary = tmp_path / "missing", tmp_path / "empty", tmp_path / "binary"
    empty.write_text("\n")
    binary.write_bytes(b"\xff\xfe\x00")
    assert complaint(program.run("create-user", *words, str(missing))) == (
        f"vorzimmer: The password cannot be read from {missing}: No such file or directory."
    )
    assert (
        complaint(program.run("create-user", *words, str(empty)))
        == f"vorzimmer: The first line of {empty} is empty; the password belongs there."
    )
    assert (
        complaint(program.run("create-user", *words, str(binary)))
        == f"vorzimmer: The password cannot be read from {binary}: it is no text."
    )


def test_nobody_is_asked_for_a_password_where_nobody_is(program):
    done = program.run("create-user", "--role", "owner", "--email", "a@example.org", "--name", "A", input="x\n")
    assert complaint(done) == "vorzimmer: Nobody can be asked for the password here. Use --password-file."


def test_a_user_is_not_made_in_a_database_that_is_not_up_to_date(tmp_path, password_file):
    home = tmp_path / "home"
    home.mkdir()
    with databases_of_its_own() as databases:
        fresh = RunningServer(home, environment=databases)
        words = ("--role", "owner", "--email", "a@example.org", "--name", "A", "--password-file", password_file)
        assert complaint(fresh.run("create-user", *words)) == "vorzimmer: The database is not up to date. Run “vorzimmer migrate” first."


@pytest.mark.parametrize(("answers", "wrong"), [([PASSWORD, PASSWORD], None), ([PASSWORD, "another"], "The two passwords differ.")])
@pytest.mark.django_db(databases=["default", "keyring"])
def test_a_password_is_asked_for_twice(monkeypatch, answers, wrong):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: answers.pop(0))
    arguments = cli.parser().parse_args(["create-user", "--role", "operator", "--email", "olga@example.org", "--name", "Olga Beispiel"])
    if wrong:
        with translation.override("en"), pytest.raises(Trouble, match=wrong):
            arguments.run(arguments)
        assert not User.objects.exists()
    else:
        assert arguments.run(arguments) == 0
        assert User.objects.get(email="olga@example.org").role == Role.OPERATOR


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
        ({"LANG": "en_US", "LC_ALL": "de_AT"}, "de"),
        ({"LANG": "de_DE", "LANGUAGE": "en"}, "en"),
    ],
)
def test_the_program_speaks_the_language_of_the_terminal(monkeypatch, variables, expected):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cli.language() == expected


WITH_APP = """
from datetime import UTC, date, datetime
from vorzimmer.accounts.actions import create_user
from vorzimmer.domain.one_time_codes import app_code, step_at
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.factors import actions
lena = create_user(email="lena@example.org", name="Lena", role=Role.OWNER, password="correct horse battery")
key, at = actions.app_key(actions.begin_app(lena, date(2026, 11, 1))), datetime.now(UTC)
actions.confirm_app(lena, app_code(key, step_at(at)), at)
"""


def test_an_owner_who_lost_the_telephone_is_let_in_again(program):
    program.python(WITH_APP)
    done = program.run("remove-second-factor", "Lena@Example.org")
    assert (done.returncode, done.stdout) == (0, "lena@example.org signs in with the password alone now; all sign-ins have ended.\n")
    assert program.python("from vorzimmer.privacy.factors.models import SecondFactor; print(SecondFactor.objects.count())") == "0\n"
    done = program.run("remove-second-factor", "lena@example.org")
    assert (done.returncode, done.stdout) == (0, "lena@example.org has no second factor; nothing was changed.\n")


def test_who_is_unknown_has_no_second_factor_to_remove(program):
    assert complaint(program.run("remove-second-factor", "nobody@example.org")) == "vorzimmer: Nobody signs in with nobody@example.org."


def test_a_demand_that_there_is_not_is_named(program):
    program.environment["REQUIRE_SECOND_FACTOR"] = "everybody"
    try:
        assert complaint(program.run("version")) == (
            "vorzimmer: The settings in the environment are wrong: REQUIRE_SECOND_FACTOR is 'everybody'; it can be none, staff, all"
        )
    finally:
        del program.environment["REQUIRE_SECOND_FACTOR"]


# --- customers from a CSV and to a CSV ---------------------------------------------------------------------------------

TEAM = "from vorzimmer.customers.models import Team; Team.objects.get_or_create(name='Tag')"
NAMES = (
    "from vorzimmer.customers.models import Customer; print(*Customer.objects.order_by('number').values_list('name', flat=True), sep='|')"
)


def test_customers_are_imported_all_or_none_and_exported_again(program, tmp_path):
    program.python(TEAM)
    file, again = tmp_path / "customers.csv", tmp_path / "again.csv"
    file.write_text("Customer number;Name;Postcode\nK-1;Elektro Brandt;30159\nK-2;Blumen Lind;3015\n")
    bad = program.run("import-customers", str(file))
    assert (bad.returncode, bad.stderr) == (2, "vorzimmer: Nothing was imported; to be mended: 1.\n")
    assert bad.stdout.startswith(f"{file}:3: Postcode: 3015: This is no postcode of DE.")
    file.write_text("Customer number;Name;Postcode\nK-1;Elektro Brandt;30159\nK-2;Blumen Lind;30159\n")
    tried = program.run("import-customers", str(file), "--dry-run")
    assert tried.stdout == "It would be: 2 new, 0 changed, 0 as they were, 0 left out.\n"
    assert program.python(NAMES) == "\n"
    assert program.run("import-customers", str(file)).stdout == "Imported: 2 new, 0 changed, 0 as they were, 0 left out.\n"
    assert program.python(NAMES) == "Elektro Brandt|Blumen Lind\n"
    assert program.run("export-customers", str(again)).stdout == "Customers written: 2.\n"
    assert program.run("import-customers", str(again)).stdout == "Imported: 0 new, 0 changed, 2 as they were, 0 left out.\n"


def test_a_file_of_customers_that_cannot_be_read_or_written_is_named(program, tmp_path):
    missing, nowhere = tmp_path / "missing.csv", tmp_path / "nowhere" / "customers.csv"
    assert complaint(program.run("import-customers", str(missing))) == f"vorzimmer: {missing} cannot be read: No such file or directory."
    assert complaint(program.run("export-customers", str(nowhere))) == f"vorzimmer: {nowhere} cannot be written: No such file or directory."
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    assert complaint(program.run("import-customers", str(empty))).startswith("vorzimmer: The file is empty.")
    assert "invalid choice: 'replace'" in complaint(program.run("import-customers", str(empty), "--existing", "replace"))
