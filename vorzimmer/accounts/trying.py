"""How a face tries a deed: what the deed refuses comes back to the fields of the form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


def tried(form: forms.Form, deed: Callable[[], Any]) -> bool:
    """Do it if the form makes sense. False: the form now says what is wrong, and nothing was changed."""
    if not form.is_valid():
        return False
    try:
        deed()
    except ValidationError as error:
        put(form, error)
        return False
    return True


def put(form: forms.Form, error: ValidationError) -> None:
    """Put what a deed refused to the fields it names, and what has no field to the top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def refused(error: ValidationError) -> str:
    """Say in one line what a deed without a form refused."""
    return " ".join(error.messages)
