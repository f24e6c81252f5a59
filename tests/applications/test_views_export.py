"""The queue as a file: as it is narrowed and sorted, in a form that comes in again unchanged."""

import csv
import io

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from applications.models import Application
from applications.rules.files import LAYOUT
from tests.applications.test_actions_files import carried_out, told
from tests.factories.accounts import make_member, make_school
from tests.factories.applications import make_application

pytestmark = pytest.mark.django_db
EXPORT = "/applications/export/"


@pytest.fixture
def leader(db: None) -> User:
    return make_member(Role.NATIONAL_LEADER)


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    text = client.get(EXPORT + query).getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_queue_goes_out_as_it_is_narrowed_and_sorted(leader_client: Client) -> None:
    make_application(full_name="Zoe Reed", email="zoe@example.org")
    make_application(full_name="Amina Khan", email="amina@example.org")
    done = make_application(full_name="Bo Hill", email="bo@example.org")
    Application.objects.filter(pk=done.pk).update(status="rejected", decided_at=done.applied_at)

    def names(query: str) -> list[str]:
        return [row["Full name"] for row in table(leader_client, query)]

    assert names("?sort=name") == ["Amina Khan", "Zoe Reed"]
    assert names("?status=all&sort=-name") == ["Zoe Reed", "Amina Khan", "Bo Hill"]
    assert names("?status=rejected") == ["Bo Hill"]


def test_file_that_went_out_comes_in_and_changes_nothing(
    leader: User, leader_client: Client
) -> None:
    hub, school = make_application().hub, make_school()
    head = "id,full_name,email,NPQ,Intake,TRN,TRN validated,Date of birth,School URN,Hub,"
    line = (
        f"db3a7848-7308-4879-942a-c4a70ced400a,=SUM(1),amina@example.org,NPQSL,2026b,1234567,yes,"
        f"27/03/1985,{school.urn},{hub},yes,head@example.org\n"
    )
    carried_out(f"{head}eligible_for_funding,sponsor_email\n{line}", leader)
    before = Application.objects.order_by("pk").values()
    was = list(before)

    again = carried_out(leader_client.get(EXPORT).getvalue().decode("utf-8-sig"), leader)

    assert {outcome for _, outcome, _ in told(again)} == {"already-there"}
    assert list(before.all()) == was
    assert len(was) == 2


def test_headings_are_those_of_the_file_to_fill_in(leader_client: Client) -> None:
    make_application()

    [row] = table(leader_client)

    left_out = ("cohort_suffix", "status")
    asked = [field.heading for field in LAYOUT.asked if field.name not in left_out]
    assert list(row) == [*asked, "Decision", "Place given in", "Rejected because"]


@pytest.mark.parametrize("rows", [1, 3])
def test_file_costs_the_same_for_any_length(
    leader_client: Client, rows: int, django_assert_num_queries
) -> None:
    for number in range(rows):
        make_application(email=f"a{number}@example.org")

    with django_assert_num_queries(5):
        list(leader_client.get(EXPORT))
