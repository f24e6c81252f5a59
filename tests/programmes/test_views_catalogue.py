"""Pages of qualifications, programmes, curricula, intakes and term dates."""

from datetime import date

import pytest

from accounts.roles import Role
from programmes.models import BankHoliday, Curriculum, HalfTerm, Offering, Qualification
from tests.factories.accounts import (
    make_delivery_partner,
    make_lead_provider,
    make_member,
)
from tests.factories.programmes import (
    make_cohort,
    make_curriculum,
    make_half_term,
    make_intake,
    make_module,
    make_programme,
    make_qualification,
)

TITLES = ["Senior Leadership", "Headship", "Executive Leadership"]


def qualifications(count):
    return [
        make_qualification(code=f"NPQ{n}", title=title) for n, title in enumerate(TITLES[:count])
    ]


@pytest.fixture
def admin_client(db, client_of):
    return client_of(make_member(Role.ADMINISTRATOR))


@pytest.mark.parametrize("rows", [1, 3])
def test_qualifications_cost_the_same_for_any_length(
    leader_client, rows, django_assert_num_queries
):
    for qualification in qualifications(rows):
        programme = make_programme(qualification=qualification)
        Offering.objects.create(programme=programme, intake=make_intake())

    with django_assert_num_queries(7):
        response = leader_client.get("/qualifications/")

    assert [row["offered"] for row in response.context["rows"]] == [1] * rows


def test_qualifications_are_narrowed_by_suite(leader_client):
    reformed = make_qualification()
    legacy = make_qualification(code="NPQML", title="Middle Leadership")
    Qualification.objects.filter(pk=legacy.pk).update(suite="legacy-2017")

    found = {}
    for suite in ("reformed-2021", "legacy-2017", "none-such"):
        response = leader_client.get("/qualifications/", {"suite": suite})
        found[suite] = [row["qualification"] for row in response.context["rows"]]

    assert found == {
        "reformed-2021": [reformed],
        "legacy-2017": [legacy],
        "none-such": [reformed, legacy],
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_qualification_costs_the_same_for_any_number_of_offers(
    leader_client, rows, django_assert_num_queries
):
    for number in range(rows):
        programme = make_programme(lead_provider=make_lead_provider(name=f"Provider {number}"))
        Offering.objects.create(programme=programme, intake=make_intake(identifier=f"202{number}a"))

    with django_assert_num_queries(9):
        response = leader_client.get("/qualifications/NPQSL/")

    assert len(response.context["offers"]) == len(response.context["intakes"]) == rows


def test_qualification_links_to_the_own_lead_providers_programme_alone(leader_client):
    make_programme()
    make_programme(lead_provider=make_lead_provider(name="Teach First"))

    offers = leader_client.get("/qualifications/NPQSL/").context["offers"]

    assert [(str(offer.programme.lead_provider), offer.is_visible) for offer in offers] == [
        ("National Institute of Teaching", True),
        ("Teach First", False),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_programme_costs_the_same_for_any_number_of_versions(
    leader_client, rows, django_assert_num_queries
):
    curriculum = make_curriculum(modules=2)
    for version in range(2, rows + 1):
        curriculum.programme.curricula.create(version=version)
    for number in range(rows):
        intake = make_intake(identifier=f"202{number}a")
        Offering.objects.create(programme=curriculum.programme, intake=intake)

    reference = curriculum.programme.reference
    with django_assert_num_queries(7):
        response = leader_client.get(f"/qualifications/programmes/{reference}/")

    versions = response.context["curricula"]
    assert [(v.curriculum.version, v.modules, v.activities) for v in versions][-1] == (1, 2, 6)
    assert versions[-1].time == "6 hours 30 minutes"


@pytest.mark.parametrize("rows", [1, 3])
def test_curriculum_costs_the_same_for_any_number_of_modules(
    leader_client, rows, django_assert_num_queries
):
    curriculum = make_curriculum(modules=rows)

    with django_assert_num_queries(7):
        response = leader_client.get(f"/qualifications/curricula/{curriculum.reference}/")

    assert [(s.label, s.value, s.text) for s in response.context["steps"]] == [
        ("See it", 60 * rows, f"{rows} h, 31%"),
        ("Name it", 90 * rows, f"{1.5 * rows:g} h, 46%"),
        ("Do it", 45 * rows, f"{round(0.75 * rows, 1):g} h, 23%"),
    ]


def test_curriculum_shows_modules_in_sequence(leader_client):
    curriculum = make_curriculum()
    make_module(curriculum=curriculum, position=2)
    make_module(curriculum=curriculum, position=1)

    response = leader_client.get(f"/qualifications/curricula/{curriculum.reference}/")

    taught = response.context["modules"]
    assert [str(each.module) for each in taught] == ["Module 1", "Module 2"]
    assert [a.position for a in taught[0].activities] == [1, 2, 3]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMINISTRATOR, 200),
        (Role.NATIONAL_LEADER, 200),
        (Role.HUB_LEADER, 200),
        (Role.FACILITATOR, 404),
        (Role.QUALITY_ASSURER, 404),
        (Role.PARTICIPANT, 403),
    ],
)
def test_draft_is_for_those_who_run_programmes(db, client_of, role, status):
    draft = Curriculum.objects.create(programme=make_programme(), version=1)

    response = client_of(make_member(role)).get(f"/qualifications/curricula/{draft.reference}/")

    assert response.status_code == status


def test_delivery_partner_sees_the_programmes_that_it_delivers(db, client_of):
    partner = make_delivery_partner()
    delivered = make_cohort(delivery_partner=partner).programme
    other = make_programme(qualification=make_qualification(code="NPQH", title="Headship"))
    client = client_of(make_member(Role.DELIVERY_PARTNER, delivery_partner=partner))

    statuses = [
        client.get(f"/qualifications/programmes/{programme.reference}/").status_code
        for programme in (delivered, other)
    ]

    assert statuses == [200, 404]


@pytest.mark.parametrize("rows", [1, 3])
def test_intakes_cost_the_same_for_any_length(leader_client, rows, django_assert_num_queries):
    for number in range(rows):
        make_intake(identifier=f"202{number}a")

    with django_assert_num_queries(4):
        response = leader_client.get("/qualifications/intakes/")

    assert len(response.context["intakes"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_intake_costs_the_same_for_any_number_of_schedules(
    leader_client, rows, django_assert_num_queries
):
    intake = make_intake()
    for number in range(rows):
        schedule = intake.schedules.create(
            identifier=f"npq-{number}", name=f"Schedule {number}", course_group="leadership"
        )
        schedule.milestones.create(declaration_type="completed")
        schedule.milestones.create(declaration_type="started", deadline_on=date(2026, 12, 1))

    with django_assert_num_queries(7):
        response = leader_client.get("/qualifications/intakes/2026b/")

    schedules = response.context["schedules"]
    assert len(schedules) == rows
    assert [m.declaration_type for m in schedules[0].milestones] == ["started", "completed"]


def test_intake_says_what_is_not_published(leader_client):
    intake = make_intake()
    intake.schedules.create(
        identifier="npq-leadership-autumn", name="NPQ Leadership Autumn", course_group="leadership"
    ).milestones.create(declaration_type="started")

    response = leader_client.get("/qualifications/intakes/2026b/")

    assert "Start not published" in response.content.decode()
    assert "Started: dates not published." in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_calendar_costs_the_same_for_any_length(leader_client, rows, django_assert_num_queries):
    for number in range(rows):
        days = {"starts_on": date(2026, 9 + number, 1), "ends_on": date(2026, 9 + number, 25)}
        make_half_term(name=f"Half term {number}", **days)
        BankHoliday.objects.create(on=date(2026, 12, 25 + number), name="A day off")

    with django_assert_num_queries(5):
        response = leader_client.get("/qualifications/term-dates/?year=2026")

    shown = response.context["shown"]
    assert (shown.name, len(shown.half_terms), len(shown.bank_holidays)) == (
        "2026 to 2027",
        rows,
        rows,
    )


def test_calendar_without_half_terms_says_what_comes_first(leader_client):
    response = leader_client.get("/qualifications/term-dates/")

    assert "No term dates yet" in response.content.decode()


def test_administrator_changes_a_half_term(admin_client):
    half_term = make_half_term()
    answers = {"starts_on_day": "3", "starts_on_month": "9", "starts_on_year": "2026"}
    answers |= {"ends_on_day": "23", "ends_on_month": "10", "ends_on_year": "2026"}

    response = admin_client.post(f"/qualifications/term-dates/{half_term.slug}/change/", answers)

    half_term.refresh_from_db()
    assert response.url == "/qualifications/term-dates/"
    assert half_term.starts_on == date(2026, 9, 3)


def test_unknown_half_term_is_not_found(admin_client):
    assert admin_client.get("/qualifications/term-dates/none/change/").status_code == 404


def test_half_term_that_overlaps_is_refused_and_what_was_typed_is_kept(admin_client):
    make_half_term()
    answers = {"name": "Another", "starts_on_day": "1", "starts_on_month": "10"}
    answers |= {"starts_on_year": "2026", "ends_on_day": "2", "ends_on_month": "11"}
    answers |= {"ends_on_year": "2026"}

    response = admin_client.post("/qualifications/term-dates/add/", answers)

    form = response.context["form"]
    assert [str(error) for error in form.non_field_errors()] == [
        "Autumn 2026, first half already runs from 2 September 2026 to 23 October 2026. "
        "Half terms must not overlap."
    ]
    assert form["name"].value() == "Another"
    assert HalfTerm.objects.count() == 1


def test_administrator_adds_a_bank_holiday(admin_client):
    answers = {"name": "Coronation", "on_day": "8", "on_month": "may", "on_year": "2028"}

    response = admin_client.post("/qualifications/bank-holidays/add/", answers)

    assert response.url == "/qualifications/term-dates/"
    assert BankHoliday.objects.get().on == date(2028, 5, 8)


def test_bank_holiday_without_answers_is_refused(admin_client):
    response = admin_client.post("/qualifications/bank-holidays/add/", {"name": ""})

    assert response.context["form"].errors == {
        "name": ["Enter the name"],
        "on": ["Enter the day of the bank holiday"],
    }
