"""The pages of background work, the outbox and the audit trail."""

import pytest
from django.utils import timezone

from accounts.models import Job, Message
from tests.accounts.pages import invite_priya, text


@pytest.mark.parametrize("rows", [1, 3])
def test_jobs_list_costs_the_same_for_any_length(
    leader, leader_client, rows, django_assert_num_queries
):
    for _ in range(rows):
        Job.objects.create(kind="x", title="Import", owner=leader)

    with django_assert_num_queries(5):
        leader_client.get("/jobs/")


@pytest.mark.parametrize(
    ("state", "asks_again"), [("queued", True), ("running", True), ("done", False)]
)
def test_job_page_asks_again_until_the_work_is_over(leader, leader_client, state, asks_again):
    job = Job.objects.create(
        kind="x", title="Import", owner=leader, state=state, heartbeat_at=timezone.now()
    )

    page = text(leader_client.get(f"/jobs/{job.reference}/"))
    part = text(leader_client.get(f"/jobs/{job.reference}/", headers={"HX-Request": "true"}))

    assert ('http-equiv="refresh"' in page, 'hx-trigger="every 2s"' in part) == (asks_again,) * 2
    assert "<html" not in part


def test_failed_job_says_why_and_what_to_do(leader, leader_client):
    job = Job.objects.create(
        kind="x", title="Import", owner=leader, state="failed", error="The file is torn."
    )

    page = text(leader_client.get(f"/jobs/{job.reference}/"))

    assert "The file is torn." in page
    assert job.reference in page.split("<main")[1]


def test_outbox_exists_in_a_demonstration_alone(leader, client, settings):
    invite_priya(leader)
    letter = Message.objects.get()
    assert client.get("/outbox/").status_code == 404
    assert client.get(f"/outbox/{letter.reference}/").status_code == 404

    settings.DEMO = True

    assert list(client.get("/outbox/?q=priya").context["page"]) == [letter]
    assert f'href="{letter.link}"' in text(client.get(f"/outbox/{letter.reference}/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_history_costs_the_same_for_any_length(admin_client, rows, django_assert_num_queries):
    for number in range(rows):
        admin_client.post("/delivery-partners/add/", {"name": f"Partner {number}"})

    with django_assert_num_queries(5):
        page = admin_client.get("/history/")

    assert len(page.context["events"]) == rows
