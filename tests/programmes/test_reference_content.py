"""What the reference files say, once they are in: compared with what the DfE publishes."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import transaction

from accounts.models import LeadProvider
from programmes.actions import reference
from programmes.models import (
    BankHoliday,
    ChangeReason,
    HalfTerm,
    Intake,
    Milestone,
    Offering,
    Programme,
    Qualification,
    QualityAssurance,
    Schedule,
)
from programmes.queries.catalogue import schedule_by_default

pytestmark = pytest.mark.django_db

WITHDRAWAL = [
    "insufficient-capacity-to-undertake-programme",
    "personal-reason-health-or-pregnancy-related",
    "personal-reason-moving-school",
    "personal-reason-other",
    "insufficient-capacity",
    "change-in-developmental-or-personal-priorities",
    "change-in-school-circumstances",
    "change-in-school-leadership",
    "quality-of-programme-structure-not-suitable.",
    "quality-of-programme-content-not-suitable",
    "quality-of-programme-facilitation-not-effective",
    "quality-of-programme-accessibility",
    "quality-of-programme-other",
    "programme-not-appropriate-for-role-and-cpd-needs",
    "started-in-error",
    "expected-commitment-unclear",
    "assessment-requirements-not-met",
    "change-in-career",
    "disengaged-and-unresponsive",
    "non-payment-of-invoice",
    "other",
]
DEFERRAL = ["bereavement", "long-term-sickness", "parental-leave", "career-break", "other"]
REJECTION = [
    "registration_expired",
    "rejected_by_provider",
    "other_application_in_this_cohort_accepted",
]


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    """Load once for all that only look; it is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield reference.load(by=None)
        transaction.set_rollback(True)


def milestones_of(intake, schedule):
    found = Milestone.objects.filter(
        schedule__intake__identifier=intake, schedule__identifier=schedule
    )
    return {m.declaration_type: (m.deadline_on, m.payment_on) for m in found}


def offers_in(intake):
    offered = Offering.objects.filter(intake__identifier=intake)
    return set(
        offered.values_list(
            "programme__lead_provider__name", "programme__qualification__identifier"
        )
    )


@pytest.mark.parametrize(
    ("kind", "codes"),
    [("withdrawal", WITHDRAWAL), ("deferral", DEFERRAL), ("rejection", REJECTION)],
)
def test_reasons_are_the_dfes_own_codes_in_its_order(kind, codes):
    reasons = ChangeReason.objects.filter(kind=kind).order_by("position")

    assert list(reasons.values_list("code", flat=True)) == codes
    assert len({reason.label for reason in reasons}) == len(codes)


def test_qualifications_are_the_dfes():
    reformed = Qualification.objects.filter(suite="reformed-2021").order_by("position")

    assert list(reformed.values_list("code", "identifier", "course_group", "months")) == [
        ("NPQH", "npq-headship", "leadership", 18),
        ("NPQSL", "npq-senior-leadership", "leadership", 18),
        ("NPQEL", "npq-executive-leadership", "leadership", 18),
        ("NPQEYL", "npq-early-years-leadership", "leadership", 18),
        ("NPQSENCO", "npq-senco", "leadership", 18),
        ("NPQLT", "npq-leading-teaching", "specialist", 12),
        ("NPQLTD", "npq-leading-teaching-development", "specialist", 12),
        ("NPQLBC", "npq-leading-behaviour-culture", "specialist", 12),
        ("NPQLL", "npq-leading-literacy", "specialist", 12),
        ("NPQLPM", "npq-leading-primary-mathematics", "specialist", 12),
        ("EHCO", "npq-early-headship-coaching-offer", "ehco", 12),
        ("ASO", "npq-additional-support-offer", "support", 12),
    ]


def test_coaching_offers_are_not_qualifications():
    offers = Qualification.objects.filter(is_qualification=False).order_by("code")

    assert list(offers.values_list("code", flat=True)) == ["ASO", "EHCO"]


def test_quality_is_assured_by_suite_and_dates():
    assurances = QualityAssurance.objects.order_by("assurer")

    assert list(assurances.values_list("assurer", "suite", "ends_on")) == [
        ("Ofsted", "reformed-2021", None),
        ("Tribal", "legacy-2017", date(2022, 8, 31)),
    ]


def test_intakes_have_funding_and_the_published_registration_days():
    intakes = Intake.objects.order_by("identifier")

    assert list(intakes.values_list("identifier", "funding", "registration_starts_on")) == [
        ("2021a", "full", date(2021, 5, 10)),
        ("2022a", "full", date(2022, 5, 10)),
        ("2023a", "full", date(2023, 4, 3)),
        ("2024a", "capped", date(2024, 4, 3)),
        ("2025a", "capped", None),
        ("2026a", "zero", None),
        ("2026b", "capped", None),
    ]


@pytest.mark.parametrize(
    ("intake", "schedule", "days"),
    [
        (
            "2021a",
            "npq-leadership-autumn",
            {
                "started": (date(2021, 12, 25), date(2022, 1, 25)),
                "retained-1": (date(2022, 6, 25), date(2022, 7, 25)),
                "retained-2": (date(2022, 11, 25), date(2022, 12, 25)),
                "completed": (date(2023, 8, 25), date(2023, 9, 25)),
            },
        ),
        (
            "2022a",
            "npq-specialist-autumn",
            {
                "started": (date(2022, 11, 24), date(2022, 12, 14)),
                "retained-1": (date(2023, 3, 10), date(2023, 3, 25)),
                "completed": (date(2024, 2, 25), date(2024, 3, 25)),
            },
        ),
        (
            "2024a",
            "npq-specialist-autumn",
            {
                "started": (date(2024, 11, 25), date(2024, 12, 15)),
                "retained-1": (date(2025, 5, 26), date(2025, 6, 25)),
                "completed": (date(2026, 2, 21), date(2026, 3, 26)),
            },
        ),
        (
            "2025a",
            "npq-leadership-spring",
            {
                "started": (date(2025, 5, 30), date(2025, 6, 25)),
                "retained-1": (date(2025, 12, 19), date(2026, 1, 26)),
                "retained-2": (date(2026, 7, 24), date(2026, 8, 25)),
                "completed": (date(2027, 2, 25), date(2027, 3, 25)),
            },
        ),
        (
            "2026b",
            "npq-specialist-autumn",
            {
                "started": (None, None),
                "retained-1": (None, None),
                "completed": (None, None),
            },
        ),
    ],
)
def test_milestones_are_the_published_ones(intake, schedule, days):
    assert milestones_of(intake, schedule) == days


def test_placeholder_payment_days_of_coaching_schedules_are_left_out():
    assert set(milestones_of("2024a", "npq-ehco-june").values()) == {(None, None)}


@pytest.mark.parametrize(
    ("intake", "schedule", "applies_from"),
    [
        ("2021a", "npq-aso-november", date(2021, 11, 1)),  # written 01/11/2021
        ("2021a", "npq-aso-march", date(2022, 3, 1)),  # written 01/03/2022
        ("2022a", "npq-leadership-autumn", date(2022, 10, 1)),
        ("2023a", "npq-specialist-spring", date(2024, 1, 1)),
        ("2025a", "npq-leadership-spring", date(2025, 2, 1)),
        ("2025a", "npq-specialist-autumn", date(2025, 8, 1)),
        ("2026b", "npq-leadership-autumn", None),
    ],
)
def test_schedules_apply_from_the_dfes_day(intake, schedule, applies_from):
    found = Schedule.objects.get(intake__identifier=intake, identifier=schedule)

    assert found.applies_from == applies_from


def test_offers_of_2026_are_those_of_the_dfes_files():
    providers = {
        "2026a": {"Best Practice Network": 8, "LLSE": 8},
        "2026b": {
            "Ambition Institute": 11,
            "National Institute of Teaching": 11,
            "Teach First": 11,
            "UCL Institute of Education": 11,
            "Church of England": 9,
            "Best Practice Network": 8,
            "LLSE": 8,
        },
    }

    for intake, expected in providers.items():
        names = [name for name, _ in offers_in(intake)]
        assert {name: names.count(name) for name in names} == expected


def test_offers_before_2026_hold_to_what_was_taught():
    assert ("National Institute of Teaching", "npq-headship") not in offers_in("2021a")
    assert ("Harris Federation", "npq-headship") in offers_in("2023a")
    assert not {course for _, course in offers_in("2021a")} & {"npq-senco", "npq-leading-literacy"}
    assert Programme.objects.filter(qualification__suite="legacy-2017").count() == 0


def test_harris_federation_is_the_dfes_school_led_network():
    harris = LeadProvider.objects.get(code="harris-federation")

    assert (harris.name, harris.first_year, harris.last_year) == ("Harris Federation", 2021, None)
    assert LeadProvider.objects.filter(name="School-Led Network").count() == 0


def test_bank_holidays_hold_the_extra_and_the_substitute_days():
    of_2022 = BankHoliday.objects.filter(on__year=2022).order_by("on")

    assert [holiday.on for holiday in of_2022] == [
        date(2022, 1, 3),
        date(2022, 4, 15),
        date(2022, 4, 18),
        date(2022, 5, 2),
        date(2022, 6, 2),
        date(2022, 6, 3),
        date(2022, 8, 29),
        date(2022, 9, 19),
        date(2022, 12, 26),
        date(2022, 12, 27),
    ]


def test_half_terms_do_not_overlap_and_hold_no_bank_holiday_at_their_ends():
    terms = list(HalfTerm.objects.order_by("starts_on"))
    holidays = set(BankHoliday.objects.values_list("on", flat=True))

    assert [a.name for a, b in pairwise(terms) if a.ends_on >= b.starts_on] == []
    assert {day for t in terms for day in (t.starts_on, t.ends_on)} & holidays == set()
    assert [t.name for t in terms if t.starts_on.weekday() > 4 or t.ends_on.weekday() > 4] == []


def test_default_schedule_is_found_among_the_rows():
    intake = Intake.objects.get(identifier="2025a")
    qualification = Qualification.objects.get(code="NPQSL")

    schedule = schedule_by_default(intake=intake, qualification=qualification, on=date(2025, 9, 1))

    assert (schedule.intake, schedule.identifier) == (intake, "npq-leadership-autumn")


def test_good_fridays_are_right_for_nine_years():
    fridays = BankHoliday.objects.filter(name="Good Friday").order_by("on")

    assert [friday.on for friday in fridays] == [
        date(2021, 4, 2),
        date(2022, 4, 15),
        date(2023, 4, 7),
        date(2024, 3, 29),
        date(2025, 4, 18),
        date(2026, 4, 3),
        date(2027, 3, 26),
        date(2028, 4, 14),
        date(2029, 3, 30),
    ]
