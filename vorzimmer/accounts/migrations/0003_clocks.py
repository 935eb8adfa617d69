"""The last day of who signs in no more. Of those who were switched off before nobody knows it: it is the day of this migration."""

from django.db import migrations, models
from django.utils import timezone


def name_a_day(apps, _editor):
    apps.get_model("accounts", "User").objects.filter(is_active=False).update(left_on=timezone.localdate())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_the_full_customer")]

    operations = [
        migrations.AddField("user", "left_on", models.DateField(blank=True, editable=False, null=True)),
        migrations.RunPython(name_a_day, migrations.RunPython.noop, elidable=True),
    ]
