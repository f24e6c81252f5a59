"""Curricula: drafted, published, copied."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts import audit
from accounts.roles import Role
from programmes.actions import curricula, programmes
from programmes.actions.curricula import ActivitySpec, ModuleSpec
from programmes.models import Activity, Curriculum, Offering, Programme
from tests.factories.accounts import make_lead_provider, make_member
from tests.factories.programmes import (
    make_curriculum,
    make_intake,
    make_programme,
    make_qualification,
)

MODULES = [
    ModuleSpec(
        title="School culture",
        aims="Set shared expectations.",
        research_source="Leithwood and others (2020)",
        research_reviewed_on=date(2026, 6, 1),
        activities=[
            ActivitySpec("Study", "self-study", "see-it", 60),
            ActivitySpec("Seminar", "live-online", "name-it", 90),
        ],
    ),
    ModuleSpec(
        title="Teaching",
        activities=[ActivitySpec("Practise", "practice", "do-it", 45, counts_to_engagement=False)],
    ),
]


@pytest.fixture
def administrator(db):
    return make_member(Role.ADMINISTRATOR)


def drafted(by, modules=MODULES, programme=None):
    return curricula.draft(programme=programme or make_programme(), modules=modules, by=by)


def verbs_about(*rows):
    return [event.verb for event in audit.events_about(*rows)]


def test_draft_writes_modules_and_activities_in_sequence(administrator):
    curriculum = drafted(administrator)

    rows = Activity.objects.filter(module__curriculum=curriculum).order_by(
        "module__position", "position"
    )
    assert curriculum.status == Curriculum.Status.DRAFT
    assert list(
        rows.values_list("module__title", "position", "title", "step", "counts_to_engagement")
    ) == [
        ("School culture", 1, "Study", "see-it", True),
        ("School culture", 2, "Seminar", "name-it", True),
        ("Teaching", 1, "Practise", "do-it", False),
    ]
    assert verbs_about(curriculum) == ["curriculum.drafted"]


def test_draft_takes_the_next_version(administrator):
    former = make_curriculum()

    curriculum = drafted(administrator, programme=former.programme)

    assert (former.version, curriculum.version) == (1, 2)


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (
            ActivitySpec("Study", "on-the-moon", "see-it", 60),
            "Culture, “Study”: Value 'on-the-moon' is not a valid choice.",
        ),
        (
            ActivitySpec("Study", "self-study", "see-it", 0),
            "An activity of module 1 takes no time. Give its minutes.",
        ),
    ],
)
def test_draft_refuses_an_activity_that_is_not_whole(administrator, spec, sentence):
    with pytest.raises(ValidationError) as refusal:
        drafted(administrator, [ModuleSpec("Culture", [spec])])

    assert refusal.value.messages == [sentence]
    assert Curriculum.objects.count() == 0


def test_publish_supersedes_the_one_before(administrator):
    former = make_curriculum()
    draft = drafted(administrator, programme=former.programme)

    published = curricula.publish(curriculum=draft, on=date(2026, 11, 22), by=administrator)

    former.refresh_from_db()
    assert (published.status, published.published_on) == ("published", date(2026, 11, 22))
    assert (former.status, former.published_on) == ("superseded", date(2026, 9, 1))
    assert verbs_about(published, former) == [
        "curriculum.published",
        "curriculum.superseded",
        "curriculum.drafted",
    ]


def test_publish_leaves_another_programmes_curriculum_alone(administrator):
    other = make_curriculum(
        programme=make_programme(qualification=make_qualification(code="NPQH", title="Headship"))
    )

    curricula.publish(curriculum=drafted(administrator), on=date(2026, 11, 22), by=administrator)

    other.refresh_from_db()
    assert other.status == Curriculum.Status.PUBLISHED


def test_publish_refuses_what_lacks_a_step(administrator):
    draft = drafted(administrator, MODULES[:1])

    with pytest.raises(ValidationError) as refusal:
        curricula.publish(curriculum=draft, on=date(2026, 11, 22), by=administrator)

    draft.refresh_from_db()
    assert refusal.value.messages == ["No activity is a “Do it”. Add at least one."]
    assert draft.status == Curriculum.Status.DRAFT


def test_publish_refuses_a_second_time(administrator):
    draft = drafted(administrator)
    curricula.publish(curriculum=draft, on=date(2026, 11, 22), by=administrator)

    with pytest.raises(ValidationError) as refusal:
        curricula.publish(curriculum=draft, on=date(2026, 11, 23), by=administrator)

    assert refusal.value.messages == ["Version 1 is published. Only a draft can be published."]


def test_copy_is_a_draft_with_the_same_content(administrator):
    original = drafted(administrator)

    copied = curricula.copy(curriculum=original, by=administrator)

    fields = ("module__position", "module__title", "module__aims", "module__research_source")
    fields += ("module__research_reviewed_on", "position", "title", "mode", "step", "minutes")
    of_each = [
        list(Activity.objects.filter(module__curriculum=c).order_by(*fields).values_list(*fields))
        for c in (original, copied)
    ]
    assert (copied.version, copied.status) == (2, "draft")
    assert of_each[0] == of_each[1]


def test_offer_creates_a_programme_once(administrator):
    answers = {"lead_provider": make_lead_provider(), "qualification": make_qualification()}

    programme = programmes.offer(**answers, by=administrator)

    with pytest.raises(ValidationError) as refusal:
        programmes.offer(**answers, by=administrator)
    assert refusal.value.messages == ["This lead provider offers the qualification already."]
    assert list(Programme.objects.all()) == [programme]
    assert verbs_about(programme) == ["programme.offered"]


def test_offer_in_an_intake_is_made_once(administrator):
    answers = {"programme": make_programme(), "intake": make_intake()}

    programmes.offer_in(**answers, by=administrator)

    with pytest.raises(ValidationError) as refusal:
        programmes.offer_in(**answers, by=administrator)
    assert refusal.value.messages == ["Senior Leadership is offered in Intake 2026b already."]
    assert Offering.objects.count() == 1
