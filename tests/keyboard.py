"""Hands at the keyboard of a page."""


def at_the_keys(page):
    """Give `page`, whose keys are pressed only when its scripts listen: a click waits for a new page's first byte, not for its scripts."""
    press = page.keyboard.press

    def press_when_heard(key, **how):
        page.wait_for_load_state("domcontentloaded")
        press(key, **how)

    page.keyboard.press = press_when_heard
    return page
