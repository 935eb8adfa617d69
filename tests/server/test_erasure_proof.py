"""The search of the proof finds a mark however it is written and packed; what counts as proved; and a field that nobody knows fails."""

import base64
import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from dataclasses import replace

import pikepdf
import pytest
from django.utils import translation

from vorzimmer.server.erasure_proof import planting
from vorzimmer.server.erasure_proof.ageing import reason_for
from vorzimmer.server.erasure_proof.marks import Hit, Marks, search
from vorzimmer.server.erasure_proof.planting import numbers
from vorzimmer.server.erasure_proof.proof import Seen, faults_in

MARKS = Marks(stem="qzxwvkj", number="493023125314159", address="203.0.113.77")
WORD = MARKS.word(50)
TEXT = b"a letter with " + WORD.encode() + b" in it, and then some more words, so that packing pays: words words words"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def zipped(data):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deep/in/it.txt", data)
    return packed.getvalue()


def pdf(data):
    document, written = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.pages[0].Contents = pikepdf.Stream(document, b"BT (" + data + b") Tj ET")
    document.save(written, compress_streams=True)
    return written.getvalue()


def test_words_are_told_apart():
    assert (MARKS.word(0), WORD, MARKS.word(46_655)) == ("qzxwvkj000", "qzxwvkj01e", "qzxwvkjzzz")
    assert Marks.draw() != Marks.draw()


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (TEXT, "qzxwvkj01e"),
        (TEXT.upper(), "qzxwvkj01e"),
        (WORD.encode("utf-16-le"), "word"),
        (WORD.encode("utf-16-be"), "word"),
        *((base64.b64encode(b"x" * shift + TEXT), "word") for shift in range(3)),
        (TEXT.hex().encode(), "word"),
        (TEXT.hex().upper().encode(), "word"),
        (zlib.compress(TEXT), "qzxwvkj01e"),
        (gzip.compress(TEXT), "qzxwvkj01e"),
        (bz2.compress(TEXT), "qzxwvkj01e"),
        (lzma.compress(TEXT), "qzxwvkj01e"),
        (zipped(TEXT), "qzxwvkj01e"),
        (pdf(TEXT), "qzxwvkj01e"),
        (b"+493023125314159", "number"),
        (b"030 / 3023125314159", "number"),
        (bytes.fromhex("03023125314159"), "number"),
        (bytes.fromhex("3023125314159f"), "number"),
        (bytes.fromhex("0332215213145109"), None),
        (b"\xcb\x00\x71\x4d", "address"),
        (b"203.0.113.77", "address"),
    ],
    ids=lambda value: value if isinstance(value, str) else "in bytes",
)
def test_a_mark_is_found_however_it_is_written_and_packed(tmp_path, written, what):
    (tmp_path / "some.db-wal").write_bytes(b"\0" * 1000 + written + b"\0" * 1000)
    found = {hit.what for hit in search([tmp_path], MARKS)}
    assert found == (set() if what is None else {what})


def test_digits_with_halves_of_bytes_changed_are_found_from_either_digit_on(tmp_path):
    for begin, digits in enumerate(("3023125314159", "023125314159")):
        even = digits[: len(digits) // 2 * 2]
        packed = bytes.fromhex("".join(even[place + 1] + even[place] for place in range(0, len(even), 2)))
        (tmp_path / f"cdr{begin}").write_bytes(b"\1" + packed + b"\1")
    assert {hit.file.rsplit("/", 1)[1] for hit in search([tmp_path], MARKS) if hit.what == "number"} == {"cdr0", "cdr1"}


def test_a_mark_is_found_in_the_name_of_a_file_and_across_pieces(tmp_path):
    (tmp_path / WORD).write_bytes(b"")
    (tmp_path / "cut").write_bytes(b"x" * 7_999_996 + TEXT)
    assert {hit.file.rsplit("/", 1)[1] for hit in search([tmp_path], MARKS)} == {WORD, "cut"}


def seen(**more):
    planted = [
        {"key": key, "word": MARKS.word(number), "record": "1", "sealed": key == "calls.Note.concern", "kept": ""}
        for key, number in numbers().items()
    ]
    before = {Hit(what=each["word"], file="db"): 1 for each in planted if not each["sealed"]}
    return replace(Seen(planted=planted, there=frozenset(numbers()), spoken=1, letters=1, before=before), **more)


def test_it_is_proved_when_all_was_there_and_nothing_is():
    assert faults_in(seen(), MARKS) == []


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"there": frozenset(numbers()) - {"calls.Note.concern"}}, "the mark in calls.Note.concern was not there when it had been planted"),
        ({"before": {}}, "the search does not find the mark in customers.Greeting.text, which is not sealed"),
        ({"letters": 0}, "no letter about a note left the agency"),
        ({"left": [{"key": "calls.Note.concern", "because": ""}]}, "still there: calls.Note.concern"),
        ({"opened": ["calls.Note.concern"]}, "a backup of calls.Note.concern can still be opened"),
        ({"ledger": ["broken"]}, "the ledger is broken: broken"),
        ({"after": {Hit(what="number", file="stdout"): 1}}, "found in stdout: number"),
        ({"after": {Hit(what=MARKS.word(46_000), file="log"): 1}}, "found in log: what was said in the call or the form"),
    ],
)
def test_whatever_is_amiss_is_named(more, fault):
    assert fault in faults_in(seen(**more), MARKS)


def test_a_sealed_mark_may_lie_open_nowhere():
    words = {each["word"] for each in seen().planted if each["sealed"]}
    (word,) = words
    lies = {**seen().before, Hit(what=word, file="db-wal"): 1}
    assert faults_in(seen(before=lies), MARKS) == ["calls.Note.concern is sealed, and its mark lies open in the files"]


def test_what_may_stay_may_be_found_and_nothing_beside_it():
    word = next(each["word"] for each in seen().planted if each["key"] == "billing.Document.number")
    left = [{"key": "billing.Document.number", "because": "R-TAX8"}]
    assert faults_in(seen(left=left, after={Hit(what=word, file="db"): 1}), MARKS) == []


def test_a_field_in_which_nothing_was_planted_fails(monkeypatch):
    monkeypatch.setattr(planting, "_numbers", {**numbers(), "calls.Note.secret_thought": 999})
    whole = seen()
    whole.planted = [each for each in whole.planted if each["key"] != "calls.Note.secret_thought"]
    assert faults_in(whole, MARKS) == ["no mark could be planted in calls.Note.secret_thought"]


def test_what_stays_has_its_reason_in_the_rooms_and_what_jobs_end_has_none():
    assert reason_for("customers.Customer.number").startswith("the number stays")
    assert reason_for("calls.Note.concern") == ""
    assert reason_for("customers.Enquiry.text") == ""
    assert reason_for("delivery.OutboxMessage.body") == ""
