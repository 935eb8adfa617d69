"""What was erased on request, as random ids: so that it is erased again when an older backup is restored."""

from django.db import models


class Tombstone(models.Model):
    """The record `record` of `table` ("customers.Enquiry") was erased at `at`. The id was random and now leads nowhere.

    Written in the transaction that erases; `carried_at` is when it was also written into the file that no restore replaces.
    """

    id = models.BigAutoField(primary_key=True)
    table = models.CharField(max_length=60)
    record = models.CharField(max_length=40)
    at = models.DateTimeField(db_index=True)
    carried_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.table} {self.record}"
