"""The pages of lead providers, hubs, delivery partners and schools."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Hub, Job, LeadProvider
from tests.accounts.pages import text
from tests.accounts.test_schools import ALDGATE, register
from tests.factories.accounts import make_delivery_partner, make_hub, make_school


@pytest.mark.parametrize("rows", [1, 3])
def test_organisations_page_costs_the_same_for_any_length(
    admin_client, rows, django_assert_num_queries
):
    for number in range(rows):
        make_hub(name=f"Hub {number}")
        make_delivery_partner(name=f"Partner {number}")

    with django_assert_num_queries(6):
        admin_client.get("/organisations/")


def test_organisations_are_added_and_changed_by_their_forms(admin_client):
    admin_client.post("/lead-providers/add/", {"name": "Teach First"})
    provider = LeadProvider.objects.get()
    admin_client.post(f"/lead-providers/{provider.reference}/change/", {"name": "Teach"})
    admin_client.post(f"/lead-providers/{provider.reference}/add-hub/", {"name": "North"})
    hub = Hub.objects.get()
    admin_client.post(f"/hubs/{hub.reference}/change/", {"name": "North and West"})
    page = admin_client.get(f"/hubs/{hub.reference}/")

    assert Hub.objects.get().name == "North and West"
    assert [event.title for event in page.context["events"]] == ["Hub changed", "Hub added"]


def test_delivery_partner_is_added_and_changed_by_its_forms(admin_client):
    admin_client.post("/delivery-partners/add/", {"name": "Dale"})
    again = admin_client.post("/delivery-partners/add/", {"name": "dale"})

    assert "There is a delivery partner of that name" in text(again)


@pytest.mark.parametrize("rows", [1, 3])
def test_schools_list_costs_the_same_for_any_length(admin_client, rows, django_assert_num_queries):
    for _ in range(rows):
        make_school()

    with django_assert_num_queries(5):
        page = admin_client.get("/schools/?q=leeds&status=open&sort=-town")

    assert page.context["page"].count == rows


def test_register_is_uploaded_and_its_work_shown(admin_client):
    upload = SimpleUploadedFile("register.csv", register(ALDGATE), "text/csv")

    answer = admin_client.post("/schools/load/", {"register": upload}, follow=True)

    assert answer.redirect_chain[0][0] == f"/jobs/{Job.objects.get().reference}/"
    assert "Waiting to start" in text(answer)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"Name\nDale\n", "is not the DfE’s register of schools"),
        ("a.pdf", b"%PDF", "The selected file must be a CSV"),
        ("a.csv", b"", "The selected file is empty"),
    ],
)
def test_wrong_upload_gets_a_sentence(admin_client, name, content, sentence):
    upload = SimpleUploadedFile(name, content)

    page = admin_client.post("/schools/load/", {"register": upload})

    assert sentence in text(page)
    assert Job.objects.count() == 0
