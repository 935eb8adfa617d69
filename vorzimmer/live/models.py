"""One row per change that a screen may want to know of. It says where to look, never what was said."""

from django.db import models


class LiveEvent(models.Model):
    channel = models.CharField(max_length=50)
    kind = models.CharField(max_length=20)
    ref = models.CharField(max_length=50)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["channel", "id"], name="live_channel_id")]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind} {self.ref}"
