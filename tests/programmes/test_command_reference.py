"""`manage.py load_reference_data`: what it prints, loads and refuses."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Job, LeadProvider, School
from programmes.models import Qualification
from programmes.reference import DFE

SAMPLE = DFE / "npq-registration" / "gias_sample.csv"

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def run(*options, **given):
    out = StringIO()
    call_command("load_reference_data", *options, stdout=out, **given)
    return out.getvalue().splitlines()


def test_first_run_counts_what_was_added_and_loads_a_sample_of_schools():
    lines = run()

    assert lines[0].split() == ["added", "changed", "unchanged"]
    assert lines[1].split() == ["qualifications", "16", "0", "0"]
    assert lines[-1] == "Schools in the register: 99."


def test_second_run_says_that_nothing_changed():
    run()

    lines = run()

    assert lines[1].split() == ["qualifications", "0", "0", "16"]
    assert lines[-1] == "Nothing to change."
    assert School.objects.count() == 99


def test_quiet_run_prints_nothing():
    assert run(verbosity=0) == []


def test_register_of_schools_waits_for_the_worker():
    run()

    lines = run(schools=SAMPLE)

    job = Job.objects.get(state=Job.State.QUEUED)
    assert job.kind == "accounts.schools"
    assert lines[-1] == f"gias_sample.csv waits for the background worker as job {job.reference}."


def test_register_of_schools_is_loaded_at_once_when_asked():
    lines = run("--wait", schools=SAMPLE)

    assert lines[-1] == "Schools in the register: 99."
    assert {job.state for job in Job.objects.all()} == {Job.State.DONE}


def test_dfes_folder_is_read_with_its_folders():
    run()

    assert run(dfe=DFE)[-1] == "Nothing to change."


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"dfe": DFE / "nowhere"}, f"{DFE / 'nowhere'}: there is no such folder."),
        ({"schools": DFE / "none.csv"}, f"{DFE / 'none.csv'}: the file cannot be read."),
    ],
)
def test_missing_files_get_a_sentence(options, sentence):
    with pytest.raises(CommandError) as refusal:
        run(**options)

    assert str(refusal.value) == sentence


def test_broken_file_gets_a_sentence_and_nothing_is_written(tmp_path):
    (tmp_path / "cohorts.csv").write_text("start-year\n2021\n")

    with pytest.raises(CommandError) as refusal:
        run(dfe=tmp_path)

    assert str(refusal.value) == (
        "cohorts.csv, line 1: there is no column “registration-start-date”."
    )
    assert Qualification.objects.count() == 0


def test_name_that_another_row_has_gets_a_sentence():
    LeadProvider.objects.create(code="mine", name="Teach First")

    with pytest.raises(CommandError) as refusal:
        run()

    assert str(refusal.value).startswith("What stands in the database does not allow it: ")
    assert Qualification.objects.count() == 0
