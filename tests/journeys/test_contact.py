"""Somebody asks over the website, without a script and without a cookie, and the owner answers: from the page to the e-mail and back."""

import pytest

from tests.axe import complaints

pytestmark = pytest.mark.journey
OPEN = ("/", "/services/", "/how-it-works/", "/prices/", "/questions/", "/contact/", "/call-back/", "/contact/received/", "/imprint/")
MOST = 100_000
"""Bytes of a page with all that belongs to it, as the program sends them; the web server in front makes pages smaller still."""
WITH_SCRIPT = ("/prices/",)
"""Where a calculator works while one types."""


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_open_pages_are_accessible_light_and_from_here(agency, chromium, theme, width):
    for path in OPEN:
        context = chromium.new_context(viewport={"width": width, "height": 844}, locale="de", color_scheme=theme)
        page = context.new_page()
        asked = []
        page.on("requestfinished", lambda request, asked=asked: asked.append((request.url, request.sizes()["responseBodySize"])))
        page.goto(agency.server.url + path, wait_until="networkidle")
        assert complaints(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert context.cookies() == []
        assert all(url.startswith(agency.server.url) for url, _size in asked)
        assert path in WITH_SCRIPT or sum(size for _url, size in asked) < MOST, (path, asked)
        context.close()


def test_a_question_without_a_script_is_answered_by_e_mail(agency, chromium, page_of):
    context = chromium.new_context(java_script_enabled=False, locale="de", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(agency.server.url)
    page.click("nav a:has-text('Kontakt')")
    page.fill("[name=name]", "Ida Moos")
    page.fill("[name=email]", "ida")
    page.fill("[name=text]", "Antworten Sie auch am Samstag?")
    page.wait_for_timeout(3200)
    page.click("form.contact-form button[type=submit]")
    assert "keine E-Mail-Adresse" in page.inner_text("#id_email_error")
    page.fill("[name=email]", "ida@moos.example")
    page.wait_for_timeout(3200)
    page.click("form.contact-form button[type=submit]")
    page.wait_for_url("**/contact/received/")
    assert "Wir haben es erhalten." in page.inner_text("h1")
    assert context.cookies() == []
    context.close()
    hint = agency.postbox.wait_for(1)[0]
    assert hint.recipients == ["chefin@agentur.example"]
    assert "Samstag" not in hint.message.get_content()

    office = page_of("chefin@agentur.example")
    office.goto(f"{agency.server.url}/office/enquiries/")
    office.click("a:has-text('Ida Moos')")
    assert "Antworten Sie auch am Samstag?" in office.inner_text(".sheet")
    assert complaints(office) == []
    office.fill("[name=text]", "Ja, bis zwölf Uhr.")
    office.keyboard.press("Control+Enter")
    office.wait_for_selector("text=Die Antwort ist unterwegs.")
    answer = agency.postbox.wait_for(2)[1]
    assert answer.recipients == ["ida@moos.example"]
    assert "Ja, bis zwölf Uhr." in answer.message.get_content()
