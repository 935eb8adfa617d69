import pytest

from vorzimmer.domain import held_data
from vorzimmer.domain.catalogue import Capacity, CatalogueError, Category, Datum, Purpose, Reader, Rule, combine, fields, is_store, store
from vorzimmer.domain.held_data import (
    BANK_ACCOUNT,
    CALL_FACTS,
    CALLER_NUMBER,
    CONCERN,
    CUSTOMER_NAME,
    LIVE_EVENT,
    OUTBOX_BODY,
    SESSION,
    TECHNICAL,
    USER_PASSWORD,
)
from vorzimmer.domain.roles import CUSTOMERS, STAFF, Role

NAME = {
    "category": Category.BST,
    "purpose": Purpose.CONTRACT,
    "legal_basis": "Art. 6(1)(b) GDPR",
    "rule": Rule.BST,
    "visible_to": frozenset({Role.OWNER}),
    "dpv": "pd:Name",
    "fideslang": "user.name",
}
ALL = {name: value for name, value in vars(held_data).items() if isinstance(value, Datum)}


def test_a_complete_datum_builds():
    assert Datum(**NAME).capacity is Capacity.CONTROLLER


@pytest.mark.parametrize("missing", ["category", "purpose", "legal_basis", "rule", "visible_to"])
def test_a_datum_says_everything(missing):
    with pytest.raises(TypeError, match=missing):
        Datum(**{key: value for key, value in NAME.items() if key != missing})


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("category", "BST", "category 'BST' is unknown"),
        ("purpose", "curiosity", "purpose 'curiosity' is unknown"),
        ("rule", "R-BST", "rule 'R-BST' is unknown"),
        ("rule", None, "rule None is unknown"),
        ("capacity", "owner", "capacity 'owner' is unknown"),
        ("legal_basis", "  ", "legal_basis is blank"),
        ("visible_to", frozenset(), "visible_to is empty"),
        ("visible_to", frozenset({"owner"}), "'owner', which is neither a Role nor a Reader"),
        ("dpv", "Name", "no term like 'pd:Name'"),
        ("dpv", "", "no term like 'pd:Name'"),
        ("fideslang", "person.name", "no data category"),
    ],
)
def test_a_datum_with_an_unknown_value_does_not_build(field, value, words):
    with pytest.raises(CatalogueError, match=words):
        Datum(**(NAME | {field: value}))


@pytest.mark.parametrize("contradiction", [{"third_party": True}, {"special_risk": "health"}, {"sealed": True}, {"dpv": "pd:Name"}])
def test_what_is_about_nobody_has_no_third_party_no_risk_and_no_seal(contradiction):
    nobody = {**NAME, "category": Category.NONE, "dpv": ""}
    assert Datum(**nobody)
    with pytest.raises(CatalogueError, match="about nobody"):
        Datum(**(nobody | contradiction))


@pytest.mark.parametrize("dpv", ["pd:Name", "pd:TelephoneNumber", "pd:Communication"])
def test_who_called_and_what_was_said_is_sealed(dpv):
    words = NAME | {"category": Category.BEA, "third_party": True, "dpv": dpv}
    with pytest.raises(CatalogueError, match="sealed at rest"):
        Datum(**words)
    assert Datum(**words, sealed=True)


def test_a_bank_account_is_sealed():
    with pytest.raises(CatalogueError, match="sealed at rest"):
        Datum(**(NAME | {"dpv": "pd:BankAccount"}))


def test_only_the_system_may_be_the_reader():
    assert not Datum(**(NAME | {"visible_to": frozenset({Reader.SYSTEM})})).visible_for(Role.OWNER)


def test_fields_declares_each_name():
    assert fields("calls.Note", ("concern", "measures"), CONCERN) == {"calls.Note.concern": CONCERN, "calls.Note.measures": CONCERN}


@pytest.mark.parametrize(
    ("model", "names", "words"),
    [
        ("Note", ("concern",), "'Note' is no model"),
        ("calls.Note.concern", ("x",), "is no model"),
        ("calls.Note", ("concern", "concern"), "calls.Note.concern is declared twice"),
        ("calls.Note", ("Concern",), "no name of a field"),
        ("calls.Note", (), "no field is named"),
        ("calls.Note", "concern", "the names are a tuple"),
    ],
)
def test_malformed_declarations_are_refused(model, names, words):
    with pytest.raises(CatalogueError, match=words):
        fields(model, names, CONCERN)


def test_combining_refuses_a_field_that_is_declared_twice():
    with pytest.raises(CatalogueError, match=r"calls\.Note\.concern is declared twice"):
        combine(fields("calls.Note", ("concern",), CONCERN), fields("calls.Note", ("concern", "measures"), TECHNICAL))


def test_combining_refuses_what_is_no_datum():
    with pytest.raises(CatalogueError, match="declared as str"):
        combine({"calls.Note.concern": "secret"})


def test_a_combined_catalogue_cannot_be_changed():
    whole = combine(fields("calls.Note", ("concern",), CONCERN))
    with pytest.raises(TypeError):
        whole["calls.Note.measures"] = CONCERN


def test_a_store_outside_of_the_tables_has_a_colon():
    assert store("accounts:sign-in failures", TECHNICAL) == {"accounts:sign-in failures": TECHNICAL}
    assert is_store("accounts:sign-in failures")
    assert not is_store("accounts.User.email")


@pytest.mark.parametrize("name", ["accounts", "accounts:", ":x", "Accounts:x"])
def test_a_malformed_store_is_refused(name):
    with pytest.raises(CatalogueError, match="no name of a store"):
        store(name, TECHNICAL)


def test_the_owner_of_the_agency_does_not_read_what_callers_said():
    assert not CONCERN.visible_for(Role.OWNER)
    assert not CONCERN.visible_for(Role.ACCOUNTANT)
    assert not CONCERN.visible_for(Role.PRIVACY_OFFICER)
    assert CONCERN.visible_for(Role.OPERATOR)
    assert CONCERN.visible_for(Role.CUSTOMER_OWNER)
    assert CONCERN.visible_for(Role.CUSTOMER_USER)


def test_operators_do_not_see_bank_accounts():
    assert BANK_ACCOUNT.visible_for(Role.ACCOUNTANT)
    assert not BANK_ACCOUNT.visible_for(Role.OPERATOR)


@pytest.mark.parametrize("datum", [USER_PASSWORD, SESSION, OUTBOX_BODY, LIVE_EVENT])
def test_machinery_is_read_by_the_system_only(datum):
    assert not any(datum.visible_for(role) for role in Role)


def test_call_data_is_held_as_the_customers_processor():
    assert CALLER_NUMBER.capacity is Capacity.PROCESSOR
    assert CALLER_NUMBER.rule is Rule.BEA
    assert CALLER_NUMBER.third_party
    assert CALLER_NUMBER.sealed
    assert not CALL_FACTS.sealed


def test_the_master_data_of_a_customer_is_held_as_controller():
    assert CUSTOMER_NAME.capacity is Capacity.CONTROLLER
    assert CUSTOMER_NAME.rule is Rule.BST


@pytest.mark.parametrize("name", ALL)
def test_every_shared_datum_about_callers_is_sealed_or_says_only_when_and_how(name):
    datum = ALL[name]
    if datum.category is Category.BEA and datum.third_party and not datum.sealed:
        assert name in {"CALL_TIME", "CALL_FACTS"}


def test_staff_and_customers_are_all_roles():
    assert {"owner", "operator", "accountant", "privacy_officer"} == STAFF
    assert {"customer_owner", "customer_user"} == CUSTOMERS
    assert set(Role) == STAFF | CUSTOMERS
    assert not STAFF & CUSTOMERS
