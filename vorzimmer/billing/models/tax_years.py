"""Years whose taxes are finally assessed: until somebody has said so, nothing that the law of taxes keeps goes (AO §147(3) s. 5)."""

from django.conf import settings
from django.db import models


class AssessedYear(models.Model):
    """The taxes of a calendar year are finally assessed, as somebody of the agency declared. Without a row they are not."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("year",)

    def __str__(self) -> str:
        return str(self.year)
