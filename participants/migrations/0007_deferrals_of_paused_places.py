"""Give every place that was deferred before deferrals had rows of their own such a row."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def write(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Begin each on the day the place was left; neither return nor limit was known then."""
    Enrolment = apps.get_model("participants", "Enrolment")
    Deferral = apps.get_model("participants", "Deferral")
    paused = Enrolment.objects.filter(status="deferred", left_on__isnull=False, deferrals=None)
    Deferral.objects.bulk_create(
        [
            Deferral(enrolment_id=pk, deferred_on=left_on)
            for pk, left_on in paused.values_list("pk", "left_on")
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("participants", "0006_deferral_notices_by_days")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
