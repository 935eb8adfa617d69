"""First passwords, made to be read out on the telephone."""

import secrets

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0 and 1, which sound or look like each other."""
GROUPS, LENGTH = 4, 4
"""Sixteen letters of thirty-one: 79 bits."""


def new_password() -> str:
    """Draw a password in groups, like "k7mq-4xwz-9rtp-hjn2"."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(LENGTH)) for _group in range(GROUPS))
