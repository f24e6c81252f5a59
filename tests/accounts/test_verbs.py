"""The words of the audit trail."""

import pytest

from accounts import verbs


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("cohort.created", "Cohort created"),
        ("session_lead.appointed", "Session lead appointed"),
        ("user.disabled", "Account disabled"),
    ],
)
def test_verb_reads_as_a_sentence(verb, words):
    assert verbs.in_words(verb) == words


@pytest.mark.parametrize(
    ("field", "words"), [("joining_link", "Joining link"), ("trn", "Teacher reference number")]
)
def test_field_reads_as_a_label(field, words):
    assert verbs.field_in_words(field) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        ("", "nothing"),
        (True, "yes"),
        (28, "28"),
        ("2026-06-03", "3 June 2026"),
        ("2026-06-03T10:30+01:00", "3 June 2026 at 10:30am"),
        ("hub-leader", "hub leader"),
        ("Zoë D’Arcy", "Zoë D’Arcy"),
        (["a-b", "Sam"], "a b, Sam"),
    ],
)
def test_value_reads_as_people_write_it(value, words):
    assert verbs.value_in_words(value) == words
