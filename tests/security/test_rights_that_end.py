"""What somebody may no longer do is refused at once, through every door (S4, S5)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.contrib.sessions.models import Session as SignedInSession
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from accounts import access, audit, tasks
from accounts.actions import jobs, memberships
from accounts.models import AuditEvent, Job, Membership
from accounts.roles import Role
from accounts.spreadsheets import CHUNKS_A_LOOK, ROWS_A_CHUNK, csv_chunks
from participants.models import Enrolment
from tests.factories.accounts import make_hub, make_member, make_user
from tests.factories.participants import begin_import, make_enrolment, make_participant
from tests.factories.programmes import make_cohort, make_group, make_session

LIST = b"Full name,Email\nAmina Khan,amina@example.org\n"
DOORS = ["/participants/", "/participants/export/", "/cohorts/", "/people/", "/jobs/", "/history/"]


def end_role(leader):
    leader.memberships.update(ends_at=timezone.now())


def disable(leader):
    leader.disabled_at, leader.is_active = timezone.now(), False
    leader.save()


def delete_sessions(leader):
    SignedInSession.objects.all().delete()


def change_password(leader):
    leader.set_password("another long passphrase")
    leader.save()


@pytest.mark.parametrize("change", [end_role, disable, delete_sessions, change_password])
@pytest.mark.parametrize("door", DOORS)
def test_door_is_shut_at_the_first_request(leader, leader_client, change, door):
    before = leader_client.get(door).status_code

    change(leader)

    after = leader_client.get(door)
    refused = 403 if change is end_role else 302
    assert (before, after.status_code) == (200, refused)
    assert refused == 403 or after.url.startswith("/account/login/")


def move_hub(leader, hub):
    end_role(leader)
    Membership.objects.create(user=leader, role=Role.HUB_LEADER, hub=hub, starts_at=timezone.now())


def test_moved_leader_sees_nothing_of_the_old_hub(leader, leader_client):
    cohort = make_cohort(name="Cohort nettlewood")
    person = make_enrolment(
        cohort=cohort, participant=make_participant(full_name="Pat Nettlewood")
    ).participant
    audit.record("participant.changed", by=leader, subject=person, after={"full_name": str(person)})
    jobs.enqueue(kind="x", title=f"Import into {cohort}", params={}, by=leader)
    seen = [door for door in DOORS if "ettlewood" in text_of(leader_client, door)]

    move_hub(leader, make_hub(name="South Coast"))

    pages = [*DOORS, f"/participants/{person.reference}/", f"/cohorts/{cohort.reference}/"]
    told = [page for page in pages if "ettlewood" in text_of(leader_client, page)]
    assert seen == [door for door in DOORS if door != "/people/"]
    assert told == []


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    return (answer.getvalue() if answer.streaming else answer.content).decode()


@pytest.mark.parametrize("change", [end_role, disable])
def test_waiting_import_of_a_refused_leader_enrols_nobody(leader, change):
    cohort = make_cohort()
    begin_import(cohort=cohort, name="a.csv", content=LIST, at=timezone.now(), by=leader)

    change(leader)
    tasks.run_waiting_jobs()

    assert (Job.objects.get().error, Enrolment.objects.count()) == (tasks.ROLE_ENDED, 0)


def test_waiting_import_of_a_moved_leader_enrols_nobody(leader):
    begin_import(cohort=make_cohort(), name="a.csv", content=LIST, at=timezone.now(), by=leader)

    move_hub(leader, make_hub(name="South Coast"))
    tasks.run_waiting_jobs()

    assert (Job.objects.get().error, Enrolment.objects.count()) == (tasks.ROLE_ENDED, 0)


def test_running_download_breaks_off(leader):
    rows = ([number] for number in range(ROWS_A_CHUNK * CHUNKS_A_LOOK * 3))
    download = csv_chunks(["n"], rows, lambda: access.still_acts(leader, at=timezone.now()))
    got = [next(download) for _ in range(CHUNKS_A_LOOK + 1)]

    disable(leader)

    with pytest.raises(PermissionDenied):
        got += list(download)
    assert len(got) < CHUNKS_A_LOOK * 3


def test_download_of_somebody_still_in_the_role_goes_through(leader):
    rows = ([number] for number in range(ROWS_A_CHUNK * CHUNKS_A_LOOK * 2))

    download = csv_chunks(["n"], rows, lambda: access.still_acts(leader, at=timezone.now()))

    assert len(list(download)) == CHUNKS_A_LOOK * 2 + 1


def test_facilitator_who_left_a_hub_has_its_registers_no_more(db, client_of):
    facilitator = make_member(Role.FACILITATOR)
    session = make_session(group=make_group(), led_by=facilitator)
    client, paths = (
        client_of(facilitator),
        [
            f"/sessions/{session.reference}/register/",
            f"/my-sessions/{session.reference}/",
            f"/my-sessions/{session.reference}/note/",
        ],
    )
    before = [client.get(path).status_code for path in paths]

    end_role(facilitator)
    make_member(Role.FACILITATOR, user=facilitator, hub=make_hub(name="South Coast"))

    assert (before, [client.get(path).status_code for path in paths]) == ([200] * 3, [404] * 3)


@pytest.mark.parametrize("starts_on", [date(2026, 3, 28), date(2026, 10, 24)])
@pytest.mark.parametrize(("second", "lives"), [(-1, False), (0, True), (1, True)])
def test_inspectors_window_opens_to_the_second(db, starts_on, second, lives):
    """Over the nights in which the clocks change, too."""
    opens = timezone.make_aware(datetime.combine(starts_on, time.min))
    closes = opens + timedelta(days=2)
    user = make_user()
    make_member(Role.INSPECTOR, user=user, starts_at=opens, ends_at=closes)

    access.act(user, "", at=opens + timedelta(seconds=second))
    after_opening = user.acting is not None
    access.act(user, "", at=closes + timedelta(seconds=second))

    assert (after_opening, user.acting is None) == (lives, lives)


def test_leader_cannot_open_an_account_that_has_roles_elsewhere(leader):
    user = make_member(Role.HUB_LEADER)
    make_member(Role.NATIONAL_LEADER, user=user)
    memberships.disable(user=user, at=timezone.now(), by=make_member(Role.ADMINISTRATOR))

    with pytest.raises(ValidationError, match="Only an administrator can open this account"):
        memberships.enable(user=user, at=timezone.now(), by=leader)

    assert AuditEvent.objects.filter(verb="user.enabled").count() == 0
