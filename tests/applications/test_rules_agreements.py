"""When agreements may be asked for, answered, reminded of and taken back, and their words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from applications.models import Agreement, Application
from applications.rules import agreements as rules
from applications.rules.agreements import Work
from participants.models import Enrolment, Participant

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=14)


def row(*, status: str = "active", **facts: object) -> Agreement:
    place = Enrolment(status=status, participant=Participant(full_name="Amina Khan"))
    return Agreement(kind="sponsor", enrolment=place, link_ends_at=LATER, **facts)


@pytest.mark.parametrize(
    ("agreement", "at", "obstacles"),
    [
        (row(), NOW, []),
        (row(), LATER - timedelta(seconds=1), []),
        (row(), LATER, [rules.IS_DEAD]),
        (row(signed_at=NOW), NOW, [rules.IS_USED]),
        (row(declined_at=NOW), LATER, [rules.IS_USED]),
        (row(withdrawn_at=NOW), NOW, [rules.IS_DEAD]),
        (row(status="deferred"), NOW, []),
        (row(status="withdrawn"), NOW, [rules.IS_DEAD]),
        (row(status="transferred"), NOW, [rules.IS_DEAD]),
    ],
)
def test_link_works_until_used_dead_or_not_needed(
    agreement: Agreement, at: datetime, obstacles: list[str]
) -> None:
    assert rules.obstacles_to_answering(agreement, at=at) == obstacles


@pytest.mark.parametrize(
    ("agreement", "obstacles"),
    [
        (row(), []),
        (row(signed_at=NOW), ["This agreement is signed, so no letter goes out."]),
        (row(withdrawn_at=NOW), ["This agreement is taken back, so no letter goes out."]),
        (row(status="completed"), ["The application or place has ended."]),
    ],
)
def test_only_what_is_waited_for_is_reminded_of(agreement: Agreement, obstacles: list[str]) -> None:
    assert rules.obstacles_to_reminding(agreement) == obstacles


@pytest.mark.parametrize(
    ("agreement", "obstacles"),
    [
        (row(), []),
        (row(signed_at=NOW), ["This agreement is signed and stays as it is."]),
        (row(declined_at=NOW), ["This agreement is declined and stays as it is."]),
    ],
)
def test_answers_are_not_taken_back(agreement: Agreement, obstacles: list[str]) -> None:
    assert rules.obstacles_to_withdrawing(agreement) == obstacles


@pytest.mark.parametrize(
    ("agreement", "obstacles"),
    [
        (row(), []),
        (row(declined_at=NOW), ["You have answered this already."]),
        (row(withdrawn_at=NOW), ["This is no longer asked of you."]),
        (row(status="withdrawn"), ["This is no longer asked of you."]),
    ],
)
def test_at_home_the_end_of_the_link_does_not_matter(
    agreement: Agreement, obstacles: list[str]
) -> None:
    assert rules.obstacles_to_answering_at_home(agreement) == obstacles


@pytest.mark.parametrize(
    ("status", "standing", "email", "obstacles"),
    [
        ("active", None, "head@example.org", []),
        (
            "withdrawn",
            None,
            "head@example.org",
            ["The place is withdrawn, so nothing needs to be agreed."],
        ),
        ("active", row(), "head@example.org", ["The sponsor agreement is asked for already."]),
        (
            "active",
            row(signed_at=NOW),
            "head@example.org",
            ["The sponsor agreement is signed already."],
        ),
        (
            "active",
            None,
            "Amina@example.org",
            ["Enter the address of the sponsor, not the participant’s"],
        ),
    ],
)
def test_asking(status: str, standing: Agreement | None, email: str, obstacles: list[str]) -> None:
    place = Enrolment(status=status, participant=Participant())

    assert (
        rules.obstacles_to_asking(
            "sponsor",
            application=None,
            enrolment=place,
            standing=standing,
            signer_email=email,
            person_email="amina@example.org",
        )
        == obstacles
    )


def test_rejected_application_needs_no_agreement() -> None:
    assert rules.obstacles_to_asking(
        "commitment",
        application=Application(status="rejected"),
        enrolment=None,
        standing=None,
        signer_email="amina@example.org",
        person_email="amina@example.org",
    ) == ["The application is rejected, so nothing needs to be agreed."]


def test_sponsor_agrees_to_hours_cover_tasks_and_visits() -> None:
    said = rules.statement(
        "sponsor", person="Amina Khan", programme="NPQSL", work=Work(1230, 2400), weeks=40
    )

    assert said == [
        "I support Amina Khan in taking NPQSL.",
        "I will release them from other work for live sessions, about 21 hours in all,"
        " and arrange cover where they would be teaching.",
        "I know that they also need about 1 hour a week for study and practice.",
        "I will let them do the tasks of the programme in our school, with our pupils and staff.",
        "I know that the Department for Education and Ofsted may visit"
        " to see the quality of the training, and will make that possible.",
        "(Wording 1)",
    ]


@pytest.mark.parametrize(
    ("work", "weeks", "first"),
    [
        (Work(60, 6000), 40, "give about 2.5 hours a week for study and practice"),
        (Work(60, 900), 40, "give about half an hour a week for study and practice"),
        (Work(60, 6000), 0, "give the time it needs for study and practice"),
        (Work(), 40, "give the time it needs for study and practice"),
    ],
)
def test_participant_commits_to_hours_where_they_are_known(
    work: Work, weeks: int, first: str
) -> None:
    said = rules.statement(
        "commitment", person="Amina Khan", programme="NPQSL", work=work, weeks=weeks
    )

    assert said[0] == f"I will take NPQSL and {first}."


@pytest.mark.parametrize(
    ("state", "today", "words"),
    [
        ("signed", date(2026, 11, 23), ""),
        ("asked", date(2026, 11, 23), "7 days left to sign"),
        ("not-asked", date(2026, 11, 29), "1 day left to sign"),
        ("asked", date(2026, 11, 30), "Not signed, starts today"),
        ("asked", date(2026, 12, 1), "Not signed, started 30 November 2026"),
    ],
)
def test_unsigned_commitment_counts_the_days(state: str, today: date, words: str) -> None:
    assert rules.urgency(state, starts_on=date(2026, 11, 30), today=today) == words
