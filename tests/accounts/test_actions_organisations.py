"""Lead providers, hubs and delivery partners: added and changed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actions import demo_accounts, organisations
from accounts.models import AuditEvent
from accounts.roles import Role
from tests.factories.accounts import make_hub, make_lead_provider, make_member, make_user


@pytest.fixture
def administrator(db):
    return make_member(Role.ADMINISTRATOR)


def test_lead_provider_is_added_and_changed(administrator):
    provider = organisations.add_lead_provider(
        name="Teach First", first_year=2021, by=administrator
    )

    organisations.change_lead_provider(
        lead_provider=provider, name="Teach First", first_year=2022, by=administrator
    )

    event = AuditEvent.objects.latest("pk")
    assert provider.code == "teach-first"
    assert (event.before, event.after) == ({"first_year": 2021}, {"first_year": 2022})


@pytest.mark.parametrize("name", ["Teach First", "teach first", "Teach-First"])
def test_lead_provider_of_the_same_name_is_refused(administrator, name):
    organisations.add_lead_provider(name="Teach First", by=administrator)

    with pytest.raises(ValidationError, match="There is a lead provider of that name"):
        organisations.add_lead_provider(name=name, by=administrator)


def test_years_do_not_run_backwards(administrator):
    with pytest.raises(ValidationError, match="must not be before the first year"):
        organisations.add_lead_provider(
            name="Teach First", first_year=2022, last_year=2021, by=administrator
        )


def test_hub_is_added_and_changed(administrator):
    hub = organisations.add_hub(
        lead_provider=make_lead_provider(), name=" South West ", by=administrator
    )

    changed = organisations.change_hub(
        hub=hub, name="South West", founding_trust="Oasis", by=administrator
    )

    assert (hub.name, changed.founding_trust) == ("South West", "Oasis")
    assert AuditEvent.objects.latest("pk").after == {"founding_trust": "Oasis"}


def test_hub_of_the_same_name_in_one_provider_is_refused(administrator):
    hub = make_hub(name="North and West")
    other = make_lead_provider(name="Harris Federation")

    organisations.add_hub(lead_provider=other, name="North and West", by=administrator)
    with pytest.raises(ValidationError, match="This lead provider has a hub of that name"):
        organisations.add_hub(
            lead_provider=hub.lead_provider, name="north and west", by=administrator
        )


def test_delivery_partner_is_added_and_changed(administrator):
    partner = organisations.add_delivery_partner(name="Dale Hub", by=administrator)

    changed = organisations.change_delivery_partner(
        delivery_partner=partner, name="Dale Teaching School Hub", by=administrator
    )

    assert changed.name == "Dale Teaching School Hub"
    with pytest.raises(ValidationError, match="There is a delivery partner of that name"):
        organisations.add_delivery_partner(name="DALE teaching school hub", by=administrator)


def test_passwords_are_shown_in_a_demonstration_only(db, settings):
    user = make_user()

    with pytest.raises(PermissionDenied):
        demo_accounts.show(user=user, password="no secret")
    settings.DEMO = True
    demo_accounts.show(user=user, password="no secret")
    again = demo_accounts.show(user=user, password="another")

    assert (again.user, again.password) == (user, "another")
