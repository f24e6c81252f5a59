"""Names and addresses that are one; what stands in the way of a merge, and what follows."""

import unicodedata
from dataclasses import replace

import pytest

from participants.rules.duplicates import (
    are_similar,
    certainty,
    certainty_in_words,
    email_key,
    name_key,
)
from participants.rules.merging import (
    MERGED_MEANWHILE,
    Account,
    Place,
    Side,
    Since,
    account_is_kept,
    obstacles_to_merging,
    obstacles_to_undoing,
    stays,
    strength,
    what_follows,
)

AMINA = Side(name="Amina Khan", email="amina@example.org")
KHAN = Side(name="Khan Amina", email="khan@example.org")
USED = Account("used@example.org", is_open=True, is_used=True)
INVITED = Account("new@example.org", is_open=False, is_used=False)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Amina Khan", "KHAN, Amina"),
        ("Seán O\u2019Neill", "Sean O'NEILL"),
        ("Sean ONeill", "Seán O`Neill"),
        ("Zoë Smith-Jones", "Smith\u2011Jones Zoe"),
        ("José García", unicodedata.normalize("NFD", "José García")),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("Dr Amina Khan", "Amina Khan"),
        ("Ami\u200bna Khan", "Amina Khan"),
    ],
)
def test_names_written_in_different_ways_have_one_key(name: str, other: str) -> None:
    assert name_key(name) == name_key(other)


@pytest.mark.parametrize(
    ("name", "other"), [("Amina Khan", "Amina Khann"), ("Dr", "Mr"), ("李小龍", "李小龙")]
)
def test_different_names_have_different_keys(name: str, other: str) -> None:
    assert name_key(name) != name_key(other)


@pytest.mark.parametrize(
    ("email", "key"),
    [
        ("a.khan+npq@school.org", "a.khan@school.org"),
        ("A.Khan@school.org", "a.khan@school.org"),
        ("a.khan+x@googlemail.com", "akhan@gmail.com"),
        ("+x@school.org", "+x@school.org"),
    ],
)
def test_an_address_without_its_tag_names_the_mailbox(email: str, key: str) -> None:
    assert email_key(email) == key


@pytest.mark.parametrize(
    ("name", "other", "similar"),
    [
        ("Amy Reed", "Amy Louise Reed", True),
        ("Katherine Reed", "Katharine Reed", True),
        ("Amina Khan", "Amina Khna", True),
        ("Amina Khan", "Amina Khans", True),
        ("Tom Reed", "Tim Read", False),
        ("Amina Khan", "Omar Khan", False),
        ("Khan", "Amina Khan", False),
        ("Bo Li", "Bo Lu", False),
    ],
)
def test_names_are_similar_with_one_more_or_one_slip(name: str, other: str, similar: bool) -> None:
    assert are_similar(name_key(name), name_key(other)) is similar


def test_two_trns_make_it_less_certain() -> None:
    assert certainty(["birth"], "1234567", "1234567") == 60
    assert certainty(["birth"], "1234567", "7654321") == 35
    assert [certainty_in_words(points)[0] for points in (90, 60, 35)] == [
        *("Very likely", "Likely", "Possible")
    ]


def place(status: str, *, cohort: int = 1, programme: int = 1) -> Place:
    return Place(cohort, programme, status, f"cohort {cohort}")


@pytest.mark.parametrize(
    ("mine", "theirs", "obstacle"),
    [
        (place("active"), place("deferred"), "Both have a place in cohort 1. Withdraw the one"),
        (place("active"), place("withdrawn"), ""),
        (place("completed"), place("completed"), ""),
        (place("withdrawn"), place("active"), "The place in cohort 1 that goes on is that of"),
        (place("deferred"), place("completed"), "Khan Amina (khan@example.org) has completed"),
        (place("active"), place("active", cohort=2), "Both have a place on one programme: in coh"),
        (place("completed"), place("active", cohort=2), ""),
        (place("active"), place("active", cohort=2, programme=2), ""),
    ],
)
def test_places_that_stand_in_the_way(mine: Place, theirs: Place, obstacle: str) -> None:
    told = obstacles_to_merging(replace(AMINA, places=[mine]), replace(KHAN, places=[theirs]))

    assert [each[: len(obstacle)] for each in told] == ([obstacle] if obstacle else [])


def test_turns_on_waiting_lists_that_stand_in_the_way() -> None:
    waits = replace(AMINA, waiting=[place("waiting")])

    both = obstacles_to_merging(waits, replace(KHAN, waiting=[place("offered")]))
    held = obstacles_to_merging(replace(KHAN, places=[place("active", cohort=2)]), waits)

    assert both == ["Both wait for a place in cohort 1. Take one of them off the list first."]
    assert held == [
        "Amina Khan (amina@example.org) waits for a place in cohort 1, and the other record has a"
        " place on that programme. Take them off the list first."
    ]


def test_other_obstacles() -> None:
    in_use = replace(AMINA, account=USED), replace(KHAN, account=replace(USED, email="k@e.org"))

    assert obstacles_to_merging(AMINA, replace(KHAN, is_merged=True)) == [MERGED_MEANWHILE]
    assert obstacles_to_merging(AMINA, KHAN, told_apart=True) == [
        "Somebody said that these are different people. Take that back first."
    ]
    assert obstacles_to_merging(*in_use) == [
        "Both have an account they sign in with: used@example.org and k@e.org. Ask which one they"
        " use, and have the other one disabled first."
    ]


@pytest.mark.parametrize(
    ("mine", "theirs", "kept"),
    [
        (None, None, False),
        (USED, None, True),
        (None, USED, False),
        (INVITED, USED, False),
        (USED, INVITED, True),
        (INVITED, INVITED, True),
    ],
)
def test_the_account_that_is_used_is_kept(
    mine: Account | None, theirs: Account | None, kept: bool
) -> None:
    assert account_is_kept(replace(AMINA, account=mine), replace(KHAN, account=theirs)) is kept


def test_what_follows_is_said_before_the_button() -> None:
    kept = replace(AMINA, places=[place("active")], account=INVITED, dfe_id="1")
    counts = [(2, "place", "places"), (0, "contact", "contacts")]
    gone = replace(KHAN, places=[place("withdrawn")], account=USED, dfe_id="2", counts=counts)

    told = what_follows(kept, gone)

    assert told[:-2] == [
        "2 places of Khan Amina (khan@example.org) move to Amina Khan (amina@example.org), with"
        " registers, groups, progress and requests.",
        "The withdrawn place in cohort 1 stays where it is, under the name Khan Amina: a person has"
        " one place in a cohort.",
        "They sign in with the account used@example.org.",
        "The account new@example.org is disabled.",
        "The DfE’s number stays 1; 2 is kept as a former one and still finds this person.",
    ]
    assert stays(kept, gone.places[0])


def test_what_follows_when_little_moves() -> None:
    told = what_follows(AMINA, replace(KHAN, account=USED, dfe_id="2"))

    assert told[:-2] == [
        "Khan Amina (khan@example.org) has no place, contact or adjustment that moves.",
        "They sign in with the account used@example.org.",
        "The DfE’s number becomes 2.",
    ]


@pytest.mark.parametrize(
    ("since", "obstacles"),
    [
        (Since(), []),
        (Since(is_undone=True), ["This merge has been undone already."]),
        (Since(kept_is_merged=True), ["A was merged into another record later. Undo that first."]),
        (Since(later_merge="C"), ["C was merged into A later. Undo that first."]),
        (Since(details_changed=True), ["The details of A or B have been changed since."]),
        (Since(signed_in="a@e.org"), ["They have signed in with a@e.org since."]),
        (Since(happened=["A place was changed since."]), ["A place was changed since."]),
    ],
)
def test_what_depends_on_a_merge(since: Since, obstacles: list[str]) -> None:
    assert obstacles_to_undoing("A", "B", since) == obstacles


@pytest.mark.parametrize(
    "stronger", [(True, False, 1, 2), (False, True, 1, 2), (False, False, 2, 2), (0, 0, 1, 1)]
)
def test_the_stronger_record_is_kept(stronger: tuple[bool, bool, int, int]) -> None:
    verified, signs_in, rows, key = stronger

    other = strength(trn_verified=False, signs_in=False, rows=1, key=2)

    assert strength(trn_verified=verified, signs_in=signs_in, rows=rows, key=key) > other
