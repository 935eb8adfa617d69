"""Customers and their files: the list with its filter, each form with good and bad input, and what is said before something goes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.cast import BERG_NUMBER, CALLER
from tests.office.conftest import another_instruction, told
from vorzimmer.customers import actions
from vorzimmer.customers.models import (
    Absence,
    CallType,
    Channel,
    Closure,
    Customer,
    DialIn,
    FaqEntry,
    Greeting,
    Instruction,
    KnownCaller,
    Location,
    OpeningHour,
    Person,
)

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

PERSON = {"name": "Herr Lose", "availability": "available"}
CHANNEL = {"kind": "email", "address": "neu@zahn.example", "detail": "hint", "least_urgency": "1", "language": "de", "active": "on"}
ALWAYS = {"weekdays": list("0123456"), "on_holidays": "as_usual", "answer_kind": "text"}
GREETING = {"text": "Praxis Zahn, {operator}.", "weekdays": ["0", "1"], "on_holidays": "as_usual"}
GOOD = {
    "numbers": {"number": "030 23125077", "label": "Notruf"},
    "greetings": {**GREETING, "start": "08:00", "end": "12:30"},
    "instructions": {**ALWAYS, "kind": "never", "text": "Keine Preise nennen.", "valid_until": "2099-01-07T18:00"},
    "people": PERSON | {"transfer_number": "0171 3920044", "may_transfer": "on"},
    "channels": CHANNEL,
    "call-types": {"name": "Neuer Patient", "urgency": "3", "measures": ["note", "sms"]},
    "faq": {"question": "Wo parkt man?", "answer": "Im Hof."},
    "hours": {"weekdays": ["4"], "start": "08:00", "end": "12:00", "on_holidays": "not"},
    "closures": {"first_day": "2099-06-01", "last_day": "2099-06-05", "reason": "training"},
    "absences": {"start": "2099-06-01", "end": "2099-06-05"},
    "locations": {"name": "Filiale Linden", "address": "Am Markt 1"},
}
BAD = [
    ("numbers", {"number": ""}, "number"),
    ("numbers", {"number": "hier"}, "number"),
    ("numbers", {"number": BERG_NUMBER}, "number"),
    ("numbers", {"number": "030 23125077", "label": "x" * 61}, "label"),
    ("greetings", {**GREETING, "text": ""}, "text"),
    ("greetings", {"text": "Hallo", "on_holidays": "as_usual"}, "weekdays"),
    ("greetings", {**GREETING, "weekdays": ["9"]}, "weekdays"),
    ("greetings", {**GREETING, "start": "08:00"}, "end"),
    ("greetings", {**GREETING, "start": "25:00", "end": "08:00"}, "start"),
    ("instructions", {**ALWAYS, "kind": "do", "text": " "}, "text"),
    ("instructions", {**ALWAYS, "kind": "maybe", "text": "A"}, "kind"),
    ("instructions", {**ALWAYS, "kind": "do", "text": "A", "valid_until": "2001-01-01T08:00"}, "valid_until"),
    ("instructions", {**ALWAYS, "kind": "do", "text": "A", "valid_until": "bald"}, "valid_until"),
    ("instructions", {**ALWAYS, "kind": "do", "text": "A", "person": "00000000-0000-0000-0000-000000000001"}, "person"),
    ("people", {**PERSON, "name": ""}, "name"),
    ("people", {**PERSON, "may_transfer": "on"}, "transfer_number"),
    ("people", {**PERSON, "availability": "break", "available_again_at": "2001-01-01T08:00"}, "available_again_at"),
    ("channels", {**CHANNEL, "address": "0171 3920044"}, "address"),
    ("channels", {**CHANNEL, "kind": "sms"}, "address"),
    ("channels", {**CHANNEL, "detail": "full"}, "full_confirmed"),
    ("channels", {**CHANNEL, "least_urgency": "9"}, "least_urgency"),
    ("instructions", {**ALWAYS, "kind": "ask", "text": "A", "answer_kind": "choice", "choices": "ja"}, "choices"),
    ("instructions", {**ALWAYS, "kind": "ask", "text": "A", "answer_kind": "choice", "choices": "ja\nja"}, "choices"),
    ("instructions", {**ALWAYS, "kind": "do", "text": "A", "subject": "x" * 61}, "subject"),
    ("instructions", {**ALWAYS, "kind": "do", "text": "A", "start": "08:00"}, "end"),
    ("instructions", {**ALWAYS, "kind": "do", "text": "A", "call_type": "00000000-0000-0000-0000-000000000001"}, "call_type"),
    ("people", {**PERSON, "transfer_when": ["asleep"]}, "transfer_when"),
    ("call-types", {"name": "", "urgency": "2"}, "name"),
    ("call-types", {"name": "A", "urgency": "9"}, "urgency"),
    ("call-types", {"name": "A", "urgency": "2", "measures": ["put_through"]}, "put_through_to"),
    ("call-types", {"name": "A", "urgency": "2", "measures": ["chain"]}, "rota"),
    ("faq", {"question": "A", "answer": " "}, "answer"),
    ("hours", {"weekdays": [], "on_holidays": "not"}, "weekdays"),
    ("hours", {"weekdays": ["5"], "start": "08:00", "end": "08:00", "on_holidays": "not"}, "end"),
    ("closures", {"first_day": "2099-06-05", "last_day": "2099-06-01", "reason": "other"}, "last_day"),
    ("closures", {"first_day": "bald", "last_day": "2099-06-01", "reason": "other"}, "first_day"),
    ("absences", {"start": "2099-06-05", "end": "2099-06-01"}, "end"),
    ("absences", {"start": "2001-06-01", "end": "2001-06-05"}, "end"),
    ("locations", {"name": ""}, "name"),
]
MODELS = {
    "numbers": DialIn,
    "greetings": Greeting,
    "instructions": Instruction,
    "people": Person,
    "channels": Channel,
    "call-types": CallType,
    "faq": FaqEntry,
    "hours": OpeningHour,
    "closures": Closure,
    "absences": Absence,
    "locations": Location,
}


def address(name, *ids):
    return reverse(f"office:{name}", args=ids)


# --- the list ----------------------------------------------------------------------------------------------------------


def names(client, query=""):
    return [customer.short_name for customer in client.get(f"/office/customers/{query}").context["page"].object_list]


def test_the_list_stands_in_the_order_of_names(owner, cast):
    assert names(owner) == ["Berg", "Dr. Zahn"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=zahn", ["Dr. Zahn"]),
        ("?q=KANZLEI", ["Berg"]),
        ("?q=kassel", ["Berg"]),
        ("?q=K-1001", ["Dr. Zahn"]),
        ("?q=niemand", []),
        ("?state=closed", ["Altmann"]),
        ("?state=all", ["Altmann", "Berg", "Dr. Zahn"]),
        ("?state=all&q=n", ["Altmann", "Berg", "Dr. Zahn"]),
        ("?team=x", ["Berg", "Dr. Zahn"]),
        ("?trade=physician", []),
        ("?trade=other&land=BE", ["Berg", "Dr. Zahn"]),
        ("?land=NI", []),
    ],
)
def test_the_filter_stands_in_the_address(owner, cast, query, found):
    Customer.objects.create(number="9", name="Altmann", short_name="Altmann", team=cast.night, since=cast.zahn.since, active=False)
    assert names(owner, query) == found


def test_the_filter_by_team(owner, cast):
    cast.berg.team = cast.night
    cast.berg.save()
    assert names(owner, f"?team={cast.night.pk}") == ["Berg"]


def test_fifty_customers_are_a_page_and_the_filter_goes_along(owner, cast):
    Customer.objects.bulk_create(
        Customer(number=str(number), name="A", short_name=f"A{number:02}", team=cast.day, since=cast.zahn.since) for number in range(60)
    )
    assert len(names(owner)) == 50
    assert len(names(owner, "?page=2")) == 12
    assert "?q=A&amp;page=2" in owner.get("/office/customers/?q=A").content.decode()


def test_an_agency_without_customers_is_told_how_to_begin(owner, cast):
    Customer.objects.all().delete()
    page = owner.get("/office/customers/").content.decode()
    assert "No customers yet" in page
    assert 'href="/office/customers/new/"' in page


# --- the head ----------------------------------------------------------------------------------------------------------


def head(cast, **more):
    return {
        "name": "Elektro Brandt",
        "short_name": "Brandt",
        "trade": "craft",
        "language": "de",
        "team": str(cast.day.pk),
        "country": "DE",
        "land": "NI",
    } | more


def test_a_file_is_opened(owner, cast):
    answer = owner.post("/office/customers/new/", head(cast, secrecy="on", colour="7", city="Celle"))
    customer = Customer.objects.get(short_name="Brandt")
    assert answer["Location"] == f"/office/customers/{customer.pk}/"
    assert (customer.number, customer.secrecy, customer.colour, customer.city, customer.active) == ("1001", True, 7, "Celle", True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"short_name": "x" * 41}, "short_name"),
        ({"number": "K-1001"}, "number"),
        ({"trade": "pirate"}, "trade"),
        ({"team": "00000000-0000-0000-0000-000000000001"}, "team"),
        ({"team": ""}, "team"),
        ({"colour": "12"}, "colour"),
        ({"language": "fr"}, "language"),
        ({"phone": "4711"}, "phone"),
        ({"email": "jana"}, "email"),
        ({"country": "D"}, "country"),
        ({"postcode": "1067"}, "postcode"),
        ({"postcode": "30159", "country": "AT"}, "postcode"),
        ({"vat_id": "123"}, "vat_id"),
        ({"land": "XX"}, "land"),
    ],
)
def test_a_bad_head_is_told_at_the_field_and_changes_nothing(owner, cast, changes, field):
    for place in ("/office/customers/new/", address("customer-edit", cast.berg.pk)):
        answer = owner.post(place, head(cast, **changes))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
    assert set(Customer.objects.values_list("name", flat=True)) == {"Praxis Dr. Zahn", "Kanzlei Berg"}


def test_the_head_comes_filled_in_and_is_changed(owner, cast):
    form = owner.get(address("customer-edit", cast.zahn.pk)).context["form"]
    assert (form["name"].value(), form["colour"].value(), form["secrecy"].value()) == ("Praxis Dr. Zahn", 3, True)
    owner.post(address("customer-edit", cast.zahn.pk), head(cast, number="K-1001", secrecy="on"))
    cast.zahn.refresh_from_db()
    assert (cast.zahn.name, cast.zahn.colour) == ("Elektro Brandt", 3)


def test_before_secrecy_is_switched_on_it_is_said_what_becomes_of_whole_notes(owner, cast):
    owner.post(address("channels-add", cast.berg.pk), CHANNEL | {"detail": "full"})
    page = owner.get(address("customer-edit", cast.berg.pk)).content.decode()
    assert "1 way of notification that carries whole notes will carry only the hint" in page
    owner.post(address("customer-edit", cast.berg.pk), head(cast, secrecy="on"))
    assert cast.berg.channels.get().detail == "hint"


def test_closing_says_what_will_happen_and_can_be_undone(owner, cast):
    assert "Calls to 2 numbers of this customer will lead to nobody" in owner.get(address("customer-close", cast.zahn.pk)).content.decode()
    owner.post(address("customer-close", cast.zahn.pk))
    assert "This file is closed" in owner.get(address("customer", cast.zahn.pk)).content.decode()
    owner.post(address("customer-reopen", cast.zahn.pk))
    cast.zahn.refresh_from_db()
    assert cast.zahn.active


# --- the sections ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", GOOD)
def test_a_record_is_added_and_the_team_is_told(owner, cast, slug):
    before = MODELS[slug].objects.count()
    answer = owner.post(address(f"{slug}-add", cast.zahn.pk), GOOD[slug] | ({"person": str(cast.kern.pk)} if slug == "absences" else {}))
    assert answer["Location"] == f"/office/customers/{cast.zahn.pk}/#{slug}"
    assert MODELS[slug].objects.count() == before + 1
    assert (told() > 0) == (slug != "channels")
    assert actions.unpublished(Customer.objects.get(pk=cast.zahn.pk)) == []


@pytest.mark.parametrize(("slug", "data", "field"), BAD)
def test_bad_input_is_told_at_the_field_and_changes_nothing(owner, house, slug, data, field):
    before = list(MODELS[slug].objects.order_by("pk").values())
    for place in (
        address(f"{slug}-add", house.cast.zahn.pk),
        address(f"{slug}-change", house.cast.zahn.pk, getattr(house.records, slug).pk),
    ):
        answer = owner.post(place, data | ({"person": str(house.cast.kern.pk)} if slug == "absences" and place.endswith("new/") else {}))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert 'class="errorlist"' in answer.content.decode()
    kept = list(MODELS[slug].objects.order_by("pk").values())
    assert [{name: str(value) for name, value in row.items()} for row in kept] == [
        {name: str(value) for name, value in row.items()} for row in before
    ]
    assert told() == 0


@pytest.mark.parametrize("slug", GOOD)
def test_a_record_comes_filled_in_and_is_changed(owner, house, slug):
    place = address(f"{slug}-change", house.cast.zahn.pk, getattr(house.records, slug).pk)
    shown = owner.get(place).context["form"]
    first = next(iter(shown.fields))
    assert shown[first].value()
    before = MODELS[slug].objects.count()
    assert owner.post(place, GOOD[slug]).status_code == 302
    assert MODELS[slug].objects.count() == before
    assert actions.unpublished(Customer.objects.get(pk=house.cast.zahn.pk)) == []


def test_what_was_changed_is_what_was_typed(owner, house):
    owner.post(address("instructions-change", house.cast.zahn.pk, house.records.instructions.pk), GOOD["instructions"])
    kept = Instruction.objects.get(pk=house.records.instructions.pk)
    assert (kept.kind, kept.text, kept.valid_until.isoformat()) == ("never", "Keine Preise nennen.", "2099-01-07T17:00:00+00:00")
    form = owner.get(address("instructions-change", house.cast.zahn.pk, kept.pk)).content.decode()
    assert 'value="2099-01-07T18:00"' in form


def test_telephone_numbers_stand_in_their_forms_as_people_read_them(owner, cast):
    owner.post(address("numbers-add", cast.zahn.pk), GOOD["numbers"])
    owner.post(address("people-add", cast.zahn.pk), GOOD["people"])
    owner.post(address("channels-add", cast.zahn.pk), {**CHANNEL, "kind": "sms", "address": "0171 3920045"})
    number = DialIn.objects.get(number="+493023125077")
    for slug, record, written in (
        ("numbers", number, "+49 30 23125077"),
        ("people", Person.objects.get(name="Herr Lose"), "+49 171 3920044"),
        ("channels", Channel.objects.get(kind="sms", customer=cast.zahn), "+49 171 3920045"),
    ):
        place = address(f"{slug}-change", cast.zahn.pk, record.pk)
        assert f'value="{written}"' in owner.get(place).content.decode()
    removing = owner.get(address("numbers-remove", cast.zahn.pk, number.pk)).content.decode()
    assert "Calls to +49 30 23125077 will lead to nobody" in removing


def test_the_number_of_another_customer_is_refused_with_his_name(owner, cast):
    page = owner.post(address("numbers-add", cast.zahn.pk), {"number": "030 231250200"}).content.decode()
    assert "This number already leads to Kanzlei Berg." in page


def test_whole_notes_of_a_customer_bound_to_secrecy_want_the_tick(owner, cast):
    owner.post(address("channels-add", cast.zahn.pk), CHANNEL | {"detail": "full", "full_confirmed": "on"})
    assert cast.zahn.channels.filter(detail="full").count() == 2
    assert "full_confirmed" not in owner.get(address("channels-add", cast.berg.pk)).context["form"].fields


@pytest.mark.parametrize(
    ("slug", "says"),
    [
        ("numbers", "will lead to nobody and appear under “Unknown numbers”"),
        ("greetings", "It is the only one"),
        ("instructions", "Operators will no longer see it"),
        ("people", "1 instruction goes with it. Callers can no longer be written down for this person. Notes stay."),
        ("channels", "It is the only way"),
        ("call-types", "1 instruction goes with it. Operators can no longer choose it. Notes stay."),
        ("hours", "It is the only one: operators will then not know whether somebody is there."),
        ("absences", "From now on the person counts as there in this time."),
        ("locations", "Operators will no longer see it"),
    ],
)
def test_removing_says_what_will_happen_and_then_does_it(owner, house, slug, says):
    record = getattr(house.records, slug)
    if slug == "people":
        Instruction.objects.create(customer=house.cast.zahn, person=record, text="A", changed_at=house.cast.zahn.since)
    if slug == "call-types":
        Instruction.objects.create(customer=house.cast.zahn, call_type=record, text="A", changed_at=house.cast.zahn.since)
    place = address(f"{slug}-remove", house.cast.zahn.pk, record.pk)
    assert says in owner.get(place).content.decode()
    assert MODELS[slug].objects.filter(pk=record.pk).exists()
    assert owner.post(place)["Location"] == f"/office/customers/{house.cast.zahn.pk}/#{slug}"
    assert not MODELS[slug].objects.filter(pk=record.pk).exists()
    assert told() > 0
    assert actions.unpublished(Customer.objects.get(pk=house.cast.zahn.pk)) == []


def test_an_instruction_moves_up(owner, cast):
    third = cast.zahn.instructions.last()
    owner.post(address("instructions-up", cast.zahn.pk, third.pk))
    assert list(cast.zahn.instructions.all())[1] == third


def test_nothing_of_another_customer_stands_on_the_file(owner, cast):
    another_instruction(cast)
    page = owner.get(address("customer", cast.zahn.pk)).content.decode()
    assert "Nur für Berg" not in page
    assert "Nur für Berg" in owner.get(address("customer", cast.berg.pk)).content.decode()


@pytest.mark.parametrize(
    ("weekdays", "times", "said"),
    [
        ("0123456", (), "every day"),
        ("01234", ("18:00", "08:00"), "Mon–Fri, 18:00–08:00"),
        ("56", (), "Sat–Sun"),
        ("024", (), "Mon, Wed, Fri"),
        ("01356", ("08:00", "12:30"), "Mon–Tue, Thu, Sat–Sun, 08:00–12:30"),
    ],
)
def test_the_part_of_the_week_is_said_in_words(owner, cast, weekdays, times, said):
    start, end = times or (None, None)
    Greeting.objects.all().delete()
    Greeting.objects.create(customer=cast.zahn, text="Hallo", weekdays=weekdays, start=start, end=end)
    assert f">{said}</p>" in owner.get(address("customer", cast.zahn.pk)).content.decode()


def test_a_question_keeps_its_choices_and_what_was_out_of_sight_is_left_out(owner, cast):
    data = ALWAYS | {
        "kind": "ask",
        "text": "Wo versichert?",
        "answer_kind": "choice",
        "choices": "gesetzlich\n privat \n",
        "required": "on",
    }
    owner.post(address("instructions-add", cast.zahn.pk), data)
    kept = Instruction.objects.get(answer_kind="choice")
    assert (kept.choices, kept.required) == (["gesetzlich", "privat"], True)
    assert "gesetzlich / privat" in owner.get(address("customer", cast.zahn.pk)).content.decode()
    form = owner.get(address("instructions-change", cast.zahn.pk, kept.pk)).context["form"]
    assert form["choices"].value() == "gesetzlich\nprivat"
    owner.post(address("instructions-change", cast.zahn.pk, kept.pk), data | {"answer_kind": "text"})
    kept.refresh_from_db()
    assert kept.choices == []


def test_a_rare_part_of_a_form_is_folded_until_something_stands_in_it(owner, cast):
    place = address("instructions-add", cast.zahn.pk)
    assert [part.unfolded for part in owner.get(place).context["form"].parts() if part.group.folded] == [False, False]
    filled = owner.post(place, {**ALWAYS, "kind": "do", "text": "", "valid_from": "2099-01-07T08:00"}).context["form"]
    assert [part.unfolded for part in filled.parts() if part.group.folded] == [True, False]
    wrong = owner.post(place, {**ALWAYS, "kind": "do", "text": "A", "start": "08:00"})
    assert [part.unfolded for part in wrong.context["form"].parts() if part.group.folded] == [False, True]
    assert '<details class="form-part" open>' in wrong.content.decode()


@pytest.mark.parametrize(
    ("times", "expected", "said"),
    [
        ({}, (True, "2099-05-31T22:00", "2099-06-05T22:00"), "1 Jun 2099 – 5 Jun 2099"),
        (
            {"start_at": "10:00", "end_at": "12:30"},
            (False, "2099-06-01T08:00", "2099-06-05T10:30"),
            "1 Jun 2099 10:00 – 5 Jun 2099 12:30",
        ),
        ({"start_at": "10:00"}, (False, "2099-06-01T08:00", "2099-06-05T22:00"), "1 Jun 2099 10:00 – 6 Jun 2099 00:00"),
    ],
)
def test_an_absence_is_whole_days_or_hours(owner, cast, times, expected, said):
    data = {"person": str(cast.kern.pk), "start": "2099-06-01", "end": "2099-06-05"} | times
    owner.post(address("absences-add", cast.zahn.pk), data)
    kept = Absence.objects.get()
    assert (kept.whole_days, kept.start.isoformat()[:16], kept.end.isoformat()[:16]) == expected
    assert said in owner.get(address("customer", cast.zahn.pk)).content.decode()
    form = owner.get(address("absences-change", cast.zahn.pk, kept.pk)).context["form"]
    assert "person" not in form.fields
    again = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    owner.post(address("absences-change", cast.zahn.pk, kept.pk), again)
    kept.refresh_from_db()
    assert (kept.whole_days, kept.start.isoformat()[:16], kept.end.isoformat()[:16]) == expected


def test_an_absence_that_is_over_is_not_shown(owner, cast):
    at = cast.zahn.since
    Absence.objects.create(person=cast.kern, start=at - timedelta(days=9), end=at - timedelta(days=8), created_at=at)
    assert "No absence is planned." in owner.get(address("customer", cast.zahn.pk)).content.decode()


def test_the_office_publishes_what_it_enters_and_nothing_of_the_draft(owner, cast):
    greeting = cast.zahn.greetings.get()
    greeting.text = "Nur ein Entwurf"
    greeting.save()
    owner.post(address("faq-add", cast.zahn.pk), GOOD["faq"])
    third = cast.zahn.instructions.last()
    owner.post(address("instructions-up", cast.zahn.pk, third.pk))
    customer = Customer.objects.get(pk=cast.zahn.pk)
    document = customer.orders.document
    assert [entry["question"] for entry in document["faq"]] == ["Wo parkt man?"]
    assert [entry["text"] for entry in document["greetings"]] == ["Praxis Doktor Zahn, {time}, Sie sprechen mit {operator}."]
    assert [entry["id"] for entry in document["instructions"]].index(str(third.pk)) == 1
    assert customer.orders.made_by == cast.owner
    assert [change.section for change in actions.unpublished(customer)] == ["greetings"]


def test_who_is_gone_is_named_by_no_order_any_more(owner, cast):
    call_type = CallType.objects.create(customer=cast.zahn, name="Notfall", measures=["put_through"], put_through_to=cast.kern)
    Instruction.objects.create(customer=cast.zahn, person=cast.kern, text="Nur Frau Kern", changed_at=cast.zahn.since)
    actions.publish(cast.zahn, None, cast.zahn.since)
    call_type.name = "Dringender Notfall"
    call_type.save()
    owner.post(address("people-remove", cast.zahn.pk, cast.kern.pk))
    document = Customer.objects.get(pk=cast.zahn.pk).orders.document
    assert str(cast.kern.pk) not in str(document)
    assert [entry["name"] for entry in document["call_types"]] == ["Notfall"]


def test_master_data_are_brought_into_their_form(owner, cast):
    data = head(cast, phone="030 / 23125-077", postcode="D-30159", vat_id="de 123 456 789", country="de", is_consumer="on")
    owner.post("/office/customers/new/", data)
    kept = Customer.objects.get(short_name="Brandt")
    assert (kept.phone, kept.postcode, kept.vat_id, kept.country, kept.land) == ("+493023125077", "30159", "DE123456789", "DE", "NI")
    page = owner.get(address("customer", kept.pk)).content.decode()
    assert "+49 30 23125077" in page
    assert "consumer (§13 BGB)" in page


# --- known callers -----------------------------------------------------------------------------------------------------


def test_a_known_caller_is_entered_replaced_and_removed_unseen(owner, cast):
    entry = {"number": "0171 3920012", "name": "Erika Neu", "hint": "Gleich verbinden."}
    assert owner.post(address("caller-new", cast.zahn.pk), entry).status_code == 302
    assert KnownCaller.objects.get().name == "Erika Neu"
    page = owner.get(address("customer", cast.zahn.pk)).content.decode()
    assert "1 caller is known." in page
    assert "Erika" not in page
    assert owner.post(address("caller-forget", cast.zahn.pk), {"number": CALLER}).status_code == 302
    assert not KnownCaller.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "field"),
    [
        ("caller-new", {"number": "x", "name": "A"}, "number"),
        ("caller-new", {"number": "0171 3920044", "name": ""}, "name"),
        ("caller-forget", {"number": ""}, "number"),
        ("caller-forget", {"number": "0171 3920044"}, "number"),
    ],
)
def test_a_bad_known_caller_is_told_at_the_field(owner, cast, name, data, field):
    answer = owner.post(address(name, cast.zahn.pk), data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert KnownCaller.objects.count() == 1
