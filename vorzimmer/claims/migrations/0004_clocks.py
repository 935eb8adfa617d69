"""What is kept longer than a claim does not go with it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def name_documents(apps, _editor):
    claims = apps.get_model("claims", "Claim").objects.filter(pk=OuterRef("claim_id")).values("document__number")[:1]
    apps.get_model("claims", "ReminderLine").objects.update(document_number=Subquery(claims))


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_handing")]

    operations = [
        migrations.AddField("case", "words_gone", models.BooleanField(default=False)),
        migrations.AddField("reminderline", "document_number", models.CharField(default="", max_length=30), preserve_default=False),
        migrations.RunPython(name_documents, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            "reminderline",
            "claim",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="lines", to="claims.claim"),
        ),
        migrations.AlterField(
            "pause",
            "case",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="claims.case"),
        ),
        migrations.AlterField(
            "handover",
            "claim",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="hand_overs", to="claims.claim"),
        ),
        migrations.AlterField(
            "finding",
            "claim",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="claims.claim"),
        ),
    ]
