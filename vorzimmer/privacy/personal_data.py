"""What Django itself keeps; `privacy` has no table of its own."""

from vorzimmer.domain.catalogue import combine, fields
from vorzimmer.domain.held_data import SESSION, TECHNICAL

CATALOGUE = combine(
    fields("sessions.Session", ("session_key", "session_data", "expire_date"), SESSION),
    fields("contenttypes.ContentType", ("id", "app_label", "model"), TECHNICAL),
    fields("auth.Permission", ("id", "name", "content_type", "codename"), TECHNICAL),
    fields("auth.Group", ("id", "name"), TECHNICAL),
    fields("auth.Group_permissions", ("id", "group", "permission"), TECHNICAL),
)
