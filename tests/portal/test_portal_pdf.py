"""The list of messages as PDF: all of it, in the reader's language, as text and never as markup."""

import io

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def read(answer) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_messages_stand_in_it_with_caller_number_and_concern(reader, write):
    write(caller_name="Jürgen Yıldız", caller_company="Müßig & Söhne", concern="Möchte einen Termin am Montag.")
    answer = reader.get("/portal/messages.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith('attachment; filename="messages-')
    text = read(answer)
    for part in ("Jürgen Yıldız, Müßig & Söhne", "Möchte einen Termin am Montag.", "1 message"):
        assert part in text, part


def test_what_a_caller_says_is_never_read_as_markup(reader, write):
    said = '#import "x": * und $a^2$ und *fett* und <label> und @ref'
    write(concern=said)
    assert said in read(reader.get("/portal/messages.pdf"))


def test_another_customer_finds_nothing_of_it(client, cast, write):
    write(caller_name="Erika Muster")
    client.force_login(cast.berg_user)
    assert "Erika" not in read(client.get("/portal/messages.pdf"))


def test_an_empty_list_is_a_document_too(reader):
    assert "0 messages" in read(reader.get("/portal/messages.pdf"))


def test_a_long_list_has_several_pages_with_their_number(reader, write):
    for minutes in range(40):
        write(minutes, concern="Bittet um Rückruf. " * 20)
    pages = PdfReader(io.BytesIO(reader.get("/portal/messages.pdf").content)).pages
    assert len(pages) > 1
    assert f"{len(pages)} / {len(pages)}" in pages[-1].extract_text()
