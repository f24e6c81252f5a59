"""The search for people finds fragments on both databases, and its index stays true."""

import pytest
from django.db import connection

from accounts.models import User
from participants.actions import people
from participants.models import Participant
from participants.queries.search import matching
from tests.factories.accounts import make_school
from tests.factories.participants import make_participant


@pytest.fixture
def crowd(leader: User) -> None:
    school = make_school(urn="141862", name="St Mary’s Primary School")
    for name, email, trn in (
        ("Zoé O’Neill", "zoe@example.org", "1234567"),
        ("Amina Khan", "amina@school.example.org", ""),
        ("Tom Khanna-Reed", "tom@example.org", ""),
    ):
        people.register(full_name=name, email=email, trn=trn, school=school, by=leader)
    people.register(full_name="Li 100%_*", email="li@example.org", by=leader)


def found(words: str) -> list[str]:
    people_found = matching(Participant.objects.all(), words).order_by("sort_name")
    return [person.full_name.split()[0] for person in people_found]


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("khan", ["Amina", "Tom"]),
        ("KHAN amina", ["Amina"]),
        ("zoe o'neill", ["Zoé"]),
        ("Zoé O’Neill", ["Zoé"]),
        ("Zoe\u0301 O’Neill", ["Zoé"]),
        ("234", ["Zoé"]),
        ("school.example", ["Amina"]),
        ("141862", ["Amina", "Tom", "Zoé"]),
        ("mary's", ["Amina", "Tom", "Zoé"]),
        ("zo", ["Zoé"]),
        ("li 100%_*", ["Li"]),
        ("%", ["Li"]),
        ("__", []),
        ('"', []),
        ('khan" OR "zoe', []),
        ("khan NEAR zoe", []),
        ("\0", ["Amina", "Li", "Tom", "Zoé"]),
        ("", ["Amina", "Li", "Tom", "Zoé"]),
    ],
)
def test_every_word_must_be_somewhere(words: str, names: list[str]) -> None:
    assert sorted(found(words)) == names


@pytest.mark.usefixtures("crowd")
def test_the_index_follows_changes_and_deletions(leader: User) -> None:
    amina = Participant.objects.get(email="amina@school.example.org")
    people.change_details(
        participant=amina, full_name="Amina Begum", email="amina@example.org", by=leader
    )

    assert (found("amina begum"), found("amina khan")) == (["Amina"], [])
    amina.delete()
    assert found("begum") == []


def test_the_index_of_fragments_serves_the_search(db: None) -> None:
    plan = matching(Participant.objects.all(), "khan reed").explain()

    # PostgreSQL reads a small table through whatever indexes there are.
    if connection.vendor == "sqlite":
        assert "participants_search VIRTUAL TABLE INDEX" in plan


def test_long_searches_are_cut_short(db: None) -> None:
    make_participant()

    assert matching(Participant.objects.all(), "amina " * 5000).count() == 1
