from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("participants", "0002_search_by_school_and_sort_by_name")]

    operations = [
        migrations.RemoveIndex(model_name="participant", name="participant_trn"),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                condition=~Q(trn=""),
                fields=["trn"],
                name="participant_trn_unique",
                violation_error_message="There is a participant with this TRN.",
            ),
        ),
    ]
