from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import models
from django.http import HttpResponse

from tests.privacy.letters import Letter
from vorzimmer.accounts.models import User
from vorzimmer.domain.catalogue import CatalogueError, combine, fields, store
from vorzimmer.domain.held_data import BANK_ACCOUNT, CALL_FACTS, CALLER_NUMBER, CONCERN, CUSTOMER_ID, TECHNICAL
from vorzimmer.domain.roles import Role
from vorzimmer.privacy import catalogue as room
from vorzimmer.privacy import checks
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.catalogue import NotDeclared, datum, declared_in_vain, kept_fields, load, may_see, undeclared
from vorzimmer.privacy.checks import findings

OURS = ["accounts", "privacy", "keyring", "contenttypes", "auth", "sessions"]
OUR_MODELS = [model for label in OURS for model in apps.get_app_config(label).get_models(include_auto_created=True)]
DECLARED = combine(
    fields("sealed_letters.Letter", ("id", "month", "subject"), TECHNICAL),
    fields("sealed_letters.Letter", ("customer_id",), CUSTOMER_ID),
    fields("sealed_letters.Letter", ("body", "sender", "answers"), CONCERN),
    fields("sealed_letters.Letter", ("number_index",), CALLER_NUMBER),
)


def errors(found):
    return [(error.id, error.msg.split(" ")[0]) for error in found]


def test_what_these_apps_and_django_keep_is_declared():
    declared = load(apps.get_app_config(label) for label in OURS)
    assert undeclared(declared, OUR_MODELS) == []
    assert declared_in_vain(declared, OUR_MODELS) == []
    assert findings(declared, OUR_MODELS) == []


def test_the_tables_behind_djangos_own_many_to_many_fields_are_kept_too():
    assert "auth.Group_permissions.permission" in kept_fields()


def test_a_declared_model_has_no_findings():
    assert findings(DECLARED, [Letter]) == []


@pytest.mark.parametrize("field", ["id", "customer_id", "body", "number_index"])
def test_a_field_that_nobody_declared_is_an_error(field):
    fewer = {key: value for key, value in DECLARED.items() if not key.endswith(f".{field}")}
    assert errors(findings(fewer, [Letter])) == [("privacy.E002", f"sealed_letters.Letter.{field}")]
    assert undeclared(fewer, [Letter]) == [f"sealed_letters.Letter.{field}"]


def test_a_field_that_is_added_later_is_an_error_until_it_is_declared():
    class Parcel(models.Model):
        id = models.BigAutoField(primary_key=True)

        class Meta:
            app_label = "sealed_letters"

        def __str__(self):
            return ""

    declared = fields("sealed_letters.Parcel", ("id",), TECHNICAL)
    assert findings(declared, [Parcel]) == []
    models.CharField(max_length=10).contribute_to_class(Parcel, "weight")
    assert errors(findings(declared, [Parcel])) == [("privacy.E002", "sealed_letters.Parcel.weight")]


def test_the_table_behind_a_many_to_many_field_is_declared_too():
    class Shelf(models.Model):
        id = models.BigAutoField(primary_key=True)
        letters = models.ManyToManyField(Letter)

        class Meta:
            app_label = "sealed_letters"

        def __str__(self):
            return ""

    through = Shelf.letters.through
    declared = combine(fields("sealed_letters.Shelf", ("id", "letters"), TECHNICAL))
    assert errors(findings(declared, [Shelf, through])) == [
        ("privacy.E002", "sealed_letters.Shelf_letters.id"),
        ("privacy.E002", "sealed_letters.Shelf_letters.letter"),
        ("privacy.E002", "sealed_letters.Shelf_letters.shelf"),
    ]
    assert findings(combine(declared, fields("sealed_letters.Shelf_letters", ("id", "shelf", "letter"), TECHNICAL)), [Shelf, through]) == []


def test_a_declaration_without_a_field_is_an_error():
    more = combine(DECLARED, fields("sealed_letters.Letter", ("colour",), TECHNICAL))
    assert errors(findings(more, [Letter])) == [("privacy.E003", "sealed_letters.Letter.colour")]


def test_a_store_belongs_to_an_installed_app():
    more = combine(DECLARED, store("accounts:sign-in failures", TECHNICAL), store("nowhere:files", TECHNICAL))
    assert errors(findings(more, [Letter])) == [("privacy.E003", "nowhere:files")]


@pytest.mark.parametrize(("field", "entry"), [("subject", CONCERN), ("subject", BANK_ACCOUNT), ("month", CALLER_NUMBER)])
def test_what_must_be_sealed_and_stands_in_a_plain_column_is_an_error(field, entry):
    careless = DECLARED | {f"sealed_letters.Letter.{field}": entry}
    assert errors(findings(careless, [Letter])) == [("privacy.E004", f"sealed_letters.Letter.{field}")]


def test_long_text_about_third_parties_is_an_error_under_any_name():
    class Memo(models.Model):
        id = models.BigAutoField(primary_key=True)
        text = models.TextField()
        code = models.CharField(max_length=5)

        class Meta:
            app_label = "sealed_letters"

        def __str__(self):
            return ""

    declared = combine(fields("sealed_letters.Memo", ("id",), TECHNICAL), fields("sealed_letters.Memo", ("text", "code"), CALL_FACTS))
    assert errors(findings(declared, [Memo])) == [("privacy.E004", "sealed_letters.Memo.text")]


def test_proxies_and_unmanaged_models_keep_nothing_of_their_own():
    class Reply(Letter):
        class Meta:
            app_label = "sealed_letters"
            proxy = True

    class View(models.Model):
        id = models.BigAutoField(primary_key=True)

        class Meta:
            app_label = "sealed_letters"
            managed = False

        def __str__(self):
            return ""

    assert kept_fields([Reply, View]) == {}


def test_the_check_command_fails_on_an_undeclared_field(monkeypatch):
    declared = dict(room.catalogue())
    declared.pop("accounts.User.extension")
    monkeypatch.setattr(checks, "catalogue", lambda: declared)
    with pytest.raises(SystemCheckError, match=r"accounts\.User\.extension is in no catalogue"):
        call_command("check")


def test_a_catalogue_that_does_not_load_is_an_error(monkeypatch):
    def broken():
        raise CatalogueError("calls.Note.concern is declared twice")

    monkeypatch.setattr(checks, "catalogue", broken)
    (error,) = checks.check_catalogue()
    assert error.id == "privacy.E001"
    assert "declared twice" in error.msg


def test_an_app_without_a_catalogue_in_its_file_is_refused():
    with pytest.raises(CatalogueError, match=r"tests\.privacy\.empty\.personal_data has no CATALOGUE"):
        load([SimpleNamespace(name="tests.privacy.empty")])


def test_an_app_without_the_file_declares_nothing():
    assert load([SimpleNamespace(name="django.contrib.messages")]) == {}


def test_two_apps_cannot_declare_the_same_field():
    accounts = apps.get_app_config("accounts")
    with pytest.raises(CatalogueError, match="declared twice"):
        load([accounts, accounts])


def test_may_see_answers_by_role():
    assert may_see(Role.OWNER, "accounts.User.email")
    assert not may_see(Role.OPERATOR, "accounts.User.email")
    assert may_see("operator", "accounts.User.name")
    assert not any(may_see(role, "accounts.User.password") for role in Role)
    assert not any(may_see(role, "sessions.Session.session_data") for role in Role)


def test_may_see_refuses_what_it_does_not_know():
    with pytest.raises(NotDeclared, match=r"accounts\.User\.shoe_size"):
        may_see(Role.OWNER, "accounts.User.shoe_size")
    with pytest.raises(ValueError, match="janitor"):
        may_see("janitor", "accounts.User.email")
    with pytest.raises(ValueError, match="system"):
        may_see("system", "accounts.User.password")


def test_a_view_opens_only_to_those_who_may_see_all_it_shows(rf):
    @sees("accounts.User.name", "accounts.User.email")
    def people(request, number):
        return HttpResponse(f"people {number}")

    request = rf.get("/people/")
    request.user = User(role=Role.OWNER)
    assert people(request, number=3).content == b"people 3"
    request.user = User(role=Role.OPERATOR)
    with pytest.raises(PermissionDenied):
        people(request, number=3)


def test_nobody_is_led_to_the_sign_in_before_anything_is_shown(rf, settings):
    settings.LOGIN_URL = "/sign-in/"
    request = rf.get("/people/")
    request.user = AnonymousUser()
    response = sees("accounts.User.name")(lambda _: HttpResponse("people"))(request)
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in/?next=/people/")


def test_a_view_that_shows_something_undeclared_is_refused_at_import():
    with pytest.raises(NotDeclared):
        sees("accounts.User.shoe_size")


def test_an_entry_can_be_read():
    assert datum("accounts.User.password").rule == "R-ACC"
