from django.db import migrations

from participants.rules.duplicates import email_key, name_key


def fill(apps, editor):
    """Give the people who are there already what names and addresses are compared by."""
    model = apps.get_model("participants", "Participant")
    people = list(model.objects.only("full_name", "email"))
    for person in people:
        person.name_key, person.email_key = name_key(person.full_name), email_key(person.email)
    model.objects.bulk_update(people, ["name_key", "email_key"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("participants", "0009_people_who_look_alike")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
