"""What people typed is shown as text on every page, and no log tells it (S12, S14)."""

import io
import json
import logging
import logging.config
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts import tasks
from accounts.jobs import KINDS
from accounts.logs import blanked
from accounts.models import AuditEvent, Job
from applications.models import Agreement
from participants.actions import imports
from participants.tasks import import_participants
from tests.factories.participants import begin_import
from tests.factories.programmes import make_cohort
from tests.house.test_url_matrix import ROWS, body
from tests.security.neighbours import Street
from tests.security.test_hostile_values import OPENED, of_the_house

SCRIPT = "<img src=x onerror=alert(1)>\"'</script>"
APPS = ("accounts", "programmes", "participants", "facilitators", "applications")
KEPT = {"reference", "role", "kind", "email", "to_email", "urn", "slug", "code", "identifier"}
KEPT |= {"password", "token_hash", "acting_as", "sort_name", "joining_link", "link", "verb"}


def typed_by_people(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in KEPT
        and (field.max_length or 999) >= 60
    ]


def write_everywhere(street: Street) -> int:
    """Put a script into every text that people type; return into how many fields."""
    filled = 0
    # A name stands only beneath what is signed.
    Agreement.objects.update(signed_at=timezone.now(), signed_name="Jo Reed")
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            names = typed_by_people(model) if model is not AuditEvent else []
            for row in model._default_manager.all() if names else []:
                number = f"{row.pk} " if any(model._meta.get_field(n).unique for n in names) else ""
                texts = dict.fromkeys(names, f"{number}{row.pk}{SCRIPT}")
                model._default_manager.filter(pk=row.pk).update(**texts)
            filled += len(names)
    return filled


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.usefixtures("quiet")
def test_no_page_lets_a_typed_script_through(street: Street) -> None:
    raw, escaped = [], 0
    with transaction.atomic():
        filled = write_everywhere(street)
        for name in OPENED:
            for identity in ("hub_leader", "participant", "facilitator", "administrator"):
                if identity not in ROWS[name].ok:
                    continue
                path = of_the_house(name, street)
                for address in (path, f"{path}?view=modules&q={SCRIPT}&show=past&status=x"):
                    answer = street.world.client(identity).get(address)
                    if "html" not in answer.headers.get("Content-Type", ""):
                        continue
                    page = body(answer)
                    escaped += "&lt;img src=x" in page
                    if re.search(r"<img src=x|onerror=alert\(1\)>\"", page):
                        raw.append(f"{name} as {identity}")
        transaction.set_rollback(True)

    assert raw == []
    assert filled > 20
    assert escaped > 40


LIST = (
    b"Full name,Email,TRN,Date of birth\nAmina Canaryname,canary@example.org,7318999,27/03/1985\n"
)
SECRETS = ("Canaryname", "canary@", "7318999", "1985", "canary-password", "canary-token")


@pytest.fixture
def logged():
    """Give what the product's own formatter writes at the lowest level."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    made = logging.config.DictConfigurator(settings.LOGGING)
    # A copy: configuring takes the formatter's class out of what it is given.
    plain = dict(settings.LOGGING["formatters"]["plain"])
    handler.setFormatter(made.configure_formatter(plain))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def test_nothing_personal_is_logged_or_given_to_workers(leader, leader_client, client, logged):
    cohort = make_cohort()
    client.post("/account/login/", {"login": "canary@example.org", "password": "canary-password"})
    client.post("/account/password/reset/", {"email": "canary@example.org"})
    client.get("/join/canary-token/")
    client.get("/account/password/reset/key/1-canary-token/")
    details = {"full_name": "Amina Canaryname", "email": "canary@example.org", "trn": "7318999"}
    born = {"date_of_birth_day": "27", "date_of_birth_month": "3", "date_of_birth_year": "1985"}
    leader_client.post(f"/cohorts/{cohort.reference}/participants/add/", details | born)
    leader_client.get("/participants/?q=Canaryname")
    leader_client.get("/participants/export/?q=Canaryname").getvalue()
    begin_import(cohort=cohort, name="a.csv", content=LIST, at=leader.joined_at, by=leader)
    tasks.run_waiting_jobs()

    params = json.dumps(list(Job.objects.values_list("params", "title", "error")))
    told = [secret for secret in SECRETS if secret in logged.getvalue() + params]
    assert KINDS[imports.KIND] is import_participants
    assert "job_finished" in logged.getvalue()
    assert told == []


def test_refusal_of_the_database_tells_no_row():
    fault = 'duplicate key "u"\nDETAIL:  Key (trn)=(7318999) already exists.'

    assert "7318999" not in blanked(fault)
    row = "DETAIL:  Failing row contains (1, Amina Canaryname, 1985-03-27)."
    assert blanked(row) == "DETAIL: [row]"
