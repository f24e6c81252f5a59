"""National leaders set funded places by hub, and the next version of the rule of places."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, User
from accounts.roles import Role
from programmes.models import FundedPlaces, PlaceRule
from tests.factories.accounts import make_hub, make_lead_provider, make_member
from tests.factories.programmes import make_intake

FUNDED = "/qualifications/intakes/2026b/funded-places/"
RULES = "/qualifications/place-rules/"
SignIn = Callable[[User], Client]


@pytest.fixture
def national(db: None, client_of: SignIn) -> Client:
    make_intake()
    return client_of(make_member(Role.NATIONAL_LEADER))


def rule(**given: str) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=30)
    answers = {
        "deferral_limit_months": "12",
        "return_reminder_days": "14, 42",
        "last_call_days": "30",
        "offer_days": "7",
        "agreement_reminder_days": "5",
        "agreement_link_days": "14",
        "answer_days": "5",
        "in_force_from_day": str(day.day),
        "in_force_from_month": str(day.month),
        "in_force_from_year": str(day.year),
    }
    return answers | given


def test_funded_places_are_set_changed_and_taken_away(national: Client) -> None:
    north, south = make_hub(), make_hub(name="South Coast")
    fields = [f"hub_{hub.reference}" for hub in (north, south)]

    national.post(FUNDED, {fields[0]: "40", fields[1]: "10"})
    national.post(FUNDED, {fields[0]: "41", fields[1]: ""})

    assert list(FundedPlaces.objects.values_list("hub", "places")) == [(north.pk, 41)]
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["funded_places.set"] * 3 + ["funded_places.removed"]


def test_funded_places_reach_the_own_hubs_alone(national: Client) -> None:
    make_hub()
    far = make_hub(name="Far", lead_provider=make_lead_provider(name="Harris Federation"))

    page = national.get(FUNDED)
    national.post(FUNDED, {f"hub_{far.reference}": "40"})

    assert "Far" not in page.content.decode()
    assert FundedPlaces.objects.count() == 0


@pytest.mark.parametrize("hubs", [1, 3])
def test_funded_places_cost_the_same_for_any_number_of_hubs(
    national: Client, hubs: int, django_assert_num_queries: Callable
) -> None:
    for number in range(hubs):
        make_hub(name=f"Hub {number}")

    with django_assert_num_queries(6):
        national.get(FUNDED)


def test_a_new_version_of_the_rule(national: Client) -> None:
    national.post(RULES, rule())

    written = PlaceRule.objects.get(lead_provider=make_lead_provider())
    assert (written.deferral_limit_months, written.offer_days) == (12, 7)
    assert written.return_reminder_days == [42, 14]


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        (
            {"in_force_from_year": "2020"},
            {"in_force_from": ["The rule must begin today or later."]},
        ),
        (
            {"agreement_reminder_days": "14"},
            {
                "agreement_reminder_days": [
                    "Remind before the link ends: enter fewer days than the link lives."
                ]
            },
        ),
        (
            {"deferral_limit_months": "1"},
            {
                "last_call_days": [
                    "The last call must go out after the deferral began: enter fewer days."
                ]
            },
        ),
        (
            {"return_reminder_days": "soon"},
            {"return_reminder_days": ["Enter numbers of days from 1 to 365, with commas between"]},
        ),
    ],
)
def test_a_rule_is_refused_beside_its_answer(
    national: Client, given: dict[str, str], errors: dict[str, list[str]]
) -> None:
    answer = national.post(RULES, rule(**given))

    assert answer.context["form"].errors == errors
    assert PlaceRule.objects.filter(lead_provider__isnull=False).count() == 0


def test_two_versions_never_begin_on_one_day(national: Client) -> None:
    national.post(RULES, rule())

    answer = national.post(RULES, rule(offer_days="9"))

    [error] = answer.context["form"].errors["in_force_from"]
    assert error.endswith("already. Choose another day.")


@pytest.mark.parametrize("versions", [1, 3])
def test_rules_cost_the_same_for_any_number(
    national: Client, versions: int, django_assert_num_queries: Callable
) -> None:
    provider, today = make_lead_provider(), timezone.localdate()
    for number in range(versions):
        PlaceRule.objects.create(
            lead_provider=provider, in_force_from=today - timedelta(days=number)
        )

    with django_assert_num_queries(6):
        national.get(RULES)
