"""Who confirmed which assessment of legitimate interests (Art. 6(1)(f) GDPR), and when."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from vorzimmer.privacy.reading import ReadableManager


class AssessmentReview(models.Model):
    """A person weighed the interests of one purpose as the text stood (`digest`). `holds`: the agency's interest prevails."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    assessment = models.CharField(max_length=30, db_index=True)
    digest = models.CharField(max_length=64)
    on = models.DateField()
    holds = models.BooleanField()
    remark = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = ReadableManager()

    class Meta:
        ordering = ("-on", "-at")

    def __str__(self) -> str:
        return f"{self.assessment} {self.on}"
