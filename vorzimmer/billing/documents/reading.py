"""A document for whom bank data is none of his business: the data for machines name the whole account (docs/reference/roles.md)."""

import io

import pikepdf


def without_data(pdf: bytes) -> bytes:
    """Give the same pages without the file that is attached to them."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for name in list(opened.attachments):
            del opened.attachments[name]
        for holder in (opened.Root, *(page.obj for page in opened.pages)):
            if "/AF" in holder:
                del holder["/AF"]
        out = io.BytesIO()
        opened.save(out, deterministic_id=True)
    return out.getvalue()
