"""What a person's timeline tells of their applications, and to whom."""

from accounts.models import User
from accounts.roles import Role
from applications.actions import applications
from participants.models import Participant
from participants.queries.timeline import timeline_of
from tests.factories.accounts import NOW, make_hub, make_member
from tests.factories.applications import make_application, make_reason
from tests.factories.programmes import make_cohort


def told(person: Participant, reader: User) -> list[tuple[str, str]]:
    moments = timeline_of(person, reader)
    return [(m.title, m.because) for m in moments if m.kind == "applications"]


def test_applications_are_told_with_their_decision(leader: User) -> None:
    row, cohort = make_application(), make_cohort()
    done = applications.accept(
        application=row, cohort=cohort, funded_place=False, at=NOW, by=leader
    )
    person = done.enrolment.participant
    applications.reject(application=done, reason=make_reason(), at=NOW, by=leader)

    assert told(person, leader) == [
        ("Application rejected", "Rejected by provider"),
        ("Applied", ""),
    ]


def test_applications_are_told_within_the_scope_alone(leader: User) -> None:
    done = applications.accept(
        application=make_application(),
        cohort=make_cohort(),
        funded_place=False,
        at=NOW,
        by=leader,
    )
    person = done.enrolment.participant
    far = make_member(Role.HUB_LEADER, hub=make_hub(name="South Coast"))

    assert told(person, far) == []
    assert told(person, make_member(Role.QUALITY_ASSURER)) == []
