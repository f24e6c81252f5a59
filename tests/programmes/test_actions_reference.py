"""Reference data: brought in whole, brought in again, and refused where a file is broken."""

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from accounts import audit
from accounts.roles import Role
from programmes.actions import calendar, reference
from programmes.models import HalfTerm, Intake, Qualification
from programmes.reference import DFE
from tests.factories.accounts import make_member


@pytest.fixture
def loaded(db):
    return reference.load(by=None)


def test_load_adds_every_kind(loaded):
    assert {tally.kind: tally.added for tally in loaded} == {
        "qualifications": 16,
        "quality assurances": 2,
        "lead providers": 10,
        "intakes": 7,
        "schedules": 53,
        "milestones": 200,
        "change reasons": 29,
        "bank holidays": 75,
        "half terms": 48,
        "programmes": 108,
        "offerings": 483,
    }


def test_load_changes_nothing_the_second_time(loaded):
    again = reference.load(by=None)

    assert [(tally.added, tally.changed) for tally in again] == [(0, 0)] * 11
    assert [tally.unchanged for tally in again] == [tally.added for tally in loaded]


def test_load_corrects_what_differs_and_says_so(loaded):
    Qualification.objects.filter(code="NPQH").update(title="Head teaching", months=12)

    again = reference.load(by=None)

    headship = Qualification.objects.get(code="NPQH")
    event = audit.events_about(headship)[0]
    assert (headship.title, headship.months) == ("Headship", 18)
    assert [t.kind for t in again if t.changed] == ["qualifications"]
    assert event.verb == "qualification.changed_by_file"
    assert event.before == {"title": "Head teaching", "months": 12}
    assert event.after == {"title": "Headship", "months": 18}


def test_load_keeps_half_terms_that_somebody_changed(loaded):
    half_term = HalfTerm.objects.get(name="Autumn 2026, first half")
    days = {"starts_on": date(2026, 9, 3), "ends_on": date(2026, 10, 22)}
    calendar.change_half_term(half_term=half_term, **days, by=make_member(Role.ADMINISTRATOR))

    reference.load(by=None)

    half_term.refresh_from_db()
    assert (half_term.starts_on, half_term.ends_on) == (date(2026, 9, 3), date(2026, 10, 22))


def folder_with(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """Copy one of the DfE's files with some of its text replaced."""
    text = next(DFE.rglob(name)).read_text()
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (
            "schedules.csv",
            "started,2024-06-01",
            "started,2024-13-01",
            "schedules.csv, line 2: “milestone-start-date” must be a day such as 2021-11-01 or "
            "01/11/2021, not “2024-13-01”.",
        ),
        (
            "schedules.csv",
            "npq_ehco,",
            "npq_coaching,",
            "schedules.csv, line 2: “npq_coaching” is not a type of NPQ schedule.",
        ),
        (
            "schedules.csv",
            "retained-1,2024-06-01",
            "retained-9,2024-06-01",
            "schedules.csv, line 3: “declaration_type”: Value 'retained-9' is not a valid choice.",
        ),
        (
            "schedules.csv",
            "milestone-date",
            "deadline",
            "schedules.csv, line 1: there is no column “milestone-date”.",
        ),
        (
            "schedules.csv",
            "NPQ EHCO June,2023,Output 1",
            "NPQ EHCO June,2020,Output 1",
            "schedules.csv, line 2: there is no intake “2020a”.",
        ),
        (
            "cohorts.csv",
            "2024,2024/04/03,2024/09/01,2024/04/03,2025/03/31,",
            "2024,2024/04/03",
            "cohorts.csv, line 6: 2 cells where the header has 6.",
        ),
        (
            "default_course_cohort_providers.csv",
            "npq-headship,LLSE",
            "npq-headship,Unheard Of",
            "default_course_cohort_providers.csv, line 5: there is no lead provider “Unheard Of”.",
        ),
        (
            "unfunded_spring_2026a_course_cohort_providers.csv",
            "npq-senco,Best",
            "npq-senko,Best",
            "unfunded_spring_2026a_course_cohort_providers.csv, line 17: there is no course "
            "“npq-senko”.",
        ),
        (
            "default_course_cohort_providers.csv",
            "npq-headship,LLSE",
            "npq-headship,Ambition Institute",
            "default_course_cohort_providers.csv, line 5: it stands at "
            "default_course_cohort_providers.csv, line 2 already.",
        ),
    ],
)
def test_broken_file_is_refused_with_its_line_and_writes_nothing(
    db, tmp_path, name, old, new, sentence
):
    folder = folder_with(tmp_path, name, old, new)

    with pytest.raises(ValidationError) as refusal:
        reference.load(dfe=folder, by=None)

    assert refusal.value.messages == [sentence]
    assert (Qualification.objects.count(), Intake.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "cohorts.csv: the file has no rows."),
        (b"\n\n \n", "cohorts.csv: the file has no rows."),
        (b"start-year\xff\n2021\n", "cohorts.csv: the file is not UTF-8 text."),
    ],
)
def test_file_without_text_is_refused(db, tmp_path, content, sentence):
    (tmp_path / "cohorts.csv").write_bytes(content)

    with pytest.raises(ValidationError) as refusal:
        reference.load(dfe=tmp_path, by=None)

    assert refusal.value.messages == [sentence]


def test_file_given_twice_is_refused(db, tmp_path):
    for place in ("old", "new"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "schedules.csv").write_text("type\n")

    with pytest.raises(ValidationError) as refusal:
        reference.load(dfe=tmp_path, by=None)

    assert refusal.value.messages == ["schedules.csv: the folder has it more than once."]


def test_given_files_are_read_instead_of_ours_with_blank_lines_and_a_mark(loaded, tmp_path):
    text = next(DFE.rglob("cohorts.csv")).read_text()
    changed = text.replace("2024/04/03,2024/09/01,2024/04/03", "2024/04/03,2024/09/01,05/02/2024")
    (tmp_path / "cohorts.csv").write_text("\ufeff\n" + changed.replace("\n", "\r\n\r\n"))

    tallies = reference.load(dfe=tmp_path, by=None)

    assert {t.kind: t.changed for t in tallies if t.changed} == {"intakes": 1}
    registered = Intake.objects.get(identifier="2024a").registration_starts_on
    assert registered == date(2024, 2, 5)
