"""Who looks alike: asked at entry, listed in pairs, compared, merged, parted, told apart."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from participants.actions import duplicates
from participants.models import DifferentPeople, Enrolment, Merge, Participant
from tests.factories.accounts import NOW, make_hub, make_lead_provider, make_member, make_school
from tests.factories.participants import make_enrolment, make_participant
from tests.factories.programmes import (
    make_cohort,
    make_curriculum,
    make_programme,
    make_qualification,
)

BORN = date(1985, 3, 27)
LIST = reverse("participants:duplicates")
TYPED = {
    "full_name": "KHAN, Amina",
    "email": "a.khan@example.org",
    **{"date_of_birth_day": 27, "date_of_birth_month": 3, "date_of_birth_year": 1985},
    **{"joined_on_day": 5, "joined_on_month": 10, "joined_on_year": 2026},
}
pytestmark = pytest.mark.django_db
Queries = Callable[[int], Any]


def known(name: str = "Amina Khan", *, hub: Any = None, **details: Any) -> Participant:
    """Return somebody with a place, on another programme than the default one."""
    person = make_participant(full_name=name, **details)
    qualification = make_qualification(code="NPQLT", title="Leading Teaching")
    programme = make_programme(qualification=qualification)
    if hub:
        programme = make_programme(qualification=qualification, lead_provider=hub.lead_provider)
    make_curriculum(programme=programme)
    cohort = make_cohort(programme=programme, hub=hub or make_hub())
    make_enrolment(participant=person, cohort=cohort)
    return person


def two_known(**details: Any) -> tuple[Participant, Participant]:
    """Return two records of one person, each with a place of its own programme."""
    first = known(date_of_birth=BORN, **details)
    second = make_participant(full_name="Khan Amina", date_of_birth=BORN)
    make_enrolment(participant=second)
    return first, second


def comparing(kept: Participant, gone: Participant) -> str:
    return reverse("participants:merge_participants", args=[kept.reference, gone.reference])


def adding() -> str:
    return reverse("participants:add_participant", args=[make_cohort().reference])


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("pairs", [1, 3])
def test_list_costs_the_same_for_any_length(
    leader_client: Client, pairs: int, django_assert_num_queries: Queries
) -> None:
    for _ in range(pairs):
        two_known()

    with django_assert_num_queries(7):
        answer = leader_client.get(LIST)

    assert answer.context["page"].count >= pairs


@pytest.mark.parametrize("shown", ["merged", "different"])
@pytest.mark.parametrize("pairs", [1, 3])
def test_what_was_decided_costs_the_same_for_any_length(
    leader: User, client_of: Any, pairs: int, shown: str, django_assert_num_queries: Queries
) -> None:
    for number in range(pairs):
        kept, gone = two_known()
        people = {"full_name": f"Ann {number}", "date_of_birth": None}
        Participant.objects.filter(pk__in=[kept.pk, gone.pk]).update(**people)
        duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)
        first, second = two_known()
        duplicates.tell_apart(first=first, second=second, at=NOW, by=leader)
    client = client_of(leader)

    with django_assert_num_queries(5):
        answer = client.get(LIST, {"show": shown})

    assert answer.context["page"].count == pairs


def test_list_says_why_and_leads_to_the_comparison(leader_client: Client) -> None:
    first, second = two_known()

    answer = leader_client.get(LIST)

    [pair] = answer.context["page"]
    assert (pair.reasons, pair.words) == (["Same name and date of birth"], "Likely")
    assert comparing(first, second) in text_of(answer)


@pytest.mark.parametrize(
    ("details", "others", "reasons"),
    [
        ({"email": "a.khan+npq@example.org"}, {"email": "a.khan@example.org"}, ["mailbox"]),
        ({"email": "a.khan@gmail.com"}, {"email": "akhan@googlemail.com"}, ["mailbox"]),
        ({"email": "a.khan@example.org"}, {"email": "akhan@example.org"}, []),
        ({"school": True}, {"school": True, "name": "Amina Jane Khan"}, ["school"]),
        ({"school": True}, {"school": True, "name": "Omar Khan"}, []),
        ({}, {"name": "Amina Khan"}, []),
        ({"date_of_birth": BORN}, {"date_of_birth": BORN, "name": "Ámina KHÁN"}, ["birth"]),
    ],
)
def test_pairs_are_found_for_what_is_sure(
    leader_client: Client, details: dict[str, Any], others: dict[str, Any], reasons: list[str]
) -> None:
    school = {"school": make_school()} if "school" in details else {}
    known(**details | school)
    known(**{"name": "Bo Lee"} | others | school)

    page = leader_client.get(LIST).context["page"]

    labels = {"mailbox": "Email addresses of one mailbox", "birth": "Same name and date of birth"}
    labels["school"] = "Very similar name, same school"
    assert [pair.reasons for pair in page] == [[labels[each]] for each in reasons]


def test_empty_list_says_what_would_stand_there(leader_client: Client) -> None:
    assert "No possible duplicates" in text_of(leader_client.get(LIST))


def test_a_pair_is_listed_only_for_who_sees_both(client_of: Any) -> None:
    provider = make_lead_provider()
    here, there = make_hub(lead_provider=provider), make_hub(name="South", lead_provider=provider)
    known(hub=here, date_of_birth=BORN)
    known(hub=there, date_of_birth=BORN)
    hub_leader = make_member(Role.HUB_LEADER, hub=here)
    national = make_member(Role.NATIONAL_LEADER, lead_provider=provider)

    counts = [client_of(who).get(LIST).context["page"].count for who in (hub_leader, national)]

    assert counts == [0, 1]


def test_comparison_costs_the_same_for_any_history(
    leader: User, client_of: Any, django_assert_num_queries: Queries
) -> None:
    first, second = two_known(email="a@example.org")
    client = client_of(leader)

    with django_assert_num_queries(8):
        answer = client.get(comparing(first, second))

    assert answer.context["told"][0] == (
        f"1 place of Khan Amina ({second.email}) moves to Amina Khan (a@example.org), with"
        " registers, groups, progress and requests."
    )


def test_merging_takes_the_chosen_details_and_leads_to_the_record(leader_client: Client) -> None:
    kept, gone = two_known()

    answer = leader_client.post(comparing(kept, gone), {"full_name": "gone", "email": "kept"})

    page = reverse("participants:participant", args=[kept.reference])
    assert answer.headers["Location"] == page
    kept.refresh_from_db()
    assert (kept.full_name, kept.enrolments.count()) == ("Khan Amina", 2)


def test_merging_asks_whose_details_stand(leader_client: Client) -> None:
    kept, gone = two_known()

    answer = leader_client.post(comparing(kept, gone), {"full_name": "gone"})

    assert answer.context["form"].errors == {"email": ["Select the email address that stands"]}
    assert Merge.objects.count() == 0


def test_comparison_says_what_stands_in_the_way(leader_client: Client) -> None:
    kept = known()
    gone = make_participant(full_name="Khan Amina")
    cohort = kept.enrolments.get().cohort
    make_enrolment(participant=gone, cohort=cohort)

    page = text_of(leader_client.get(comparing(kept, gone)))

    assert f"Both have a place in {cohort.name}." in page
    assert "Merge the two records" not in page


@pytest.mark.parametrize("name", ["participant", "participant_timeline", "participant_contacts"])
def test_pages_of_the_merged_record_lead_to_the_one_that_stays(
    leader: User, client_of: Any, name: str
) -> None:
    kept, gone = two_known()
    duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)

    answer = client_of(leader).get(
        reverse(f"participants:{name}", args=[gone.reference]), follow=True
    )

    assert answer.redirect_chain == [(reverse(f"participants:{name}", args=[kept.reference]), 302)]
    assert "was merged into this one" in text_of(answer)


def test_timeline_says_what_came_of_the_other_record(leader: User, client_of: Any) -> None:
    kept, gone = two_known()
    duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)

    answer = client_of(leader).get(
        reverse("participants:participant_timeline", args=[kept.reference])
    )

    assert "merged into this one: Khan Amina" in text_of(answer)
    assert "1 place" in text_of(answer)


def test_undoing_asks_first_and_parts_the_records(leader: User, client_of: Any) -> None:
    kept, gone = two_known()
    merge = duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)
    page = reverse("participants:undo_merge", args=[merge.reference])
    client = client_of(leader)

    assert client.get(page).context["obstacles"] == []
    answer = client.post(page)

    assert answer.headers["Location"] == comparing(kept, gone)
    assert gone.enrolments.count() == 1


def test_undoing_is_refused_in_words(leader: User, client_of: Any) -> None:
    kept, gone = two_known()
    merge = duplicates.merge(kept=kept, gone=gone, at=NOW, by=leader)
    Participant.objects.filter(pk=kept.pk).update(full_name="Amina Reed")
    page = reverse("participants:undo_merge", args=[merge.reference])
    client = client_of(leader)

    sentence = "The details of Amina Reed or Khan Amina have been changed since."
    assert sentence in text_of(client.get(page))
    assert sentence in text_of(client.post(page))


def test_telling_apart_takes_the_pair_off_and_looking_again_puts_it_back(
    leader_client: Client,
) -> None:
    pair = [person.reference for person in two_known()]

    leader_client.post(reverse("participants:tell_apart", args=pair))
    apart = leader_client.get(LIST).context["page"].count
    leader_client.post(reverse("participants:look_again", args=pair))

    assert (apart, leader_client.get(LIST).context["page"].count) == (0, 1)
    assert DifferentPeople.objects.count() == 0


def test_adding_asks_whether_it_is_somebody_known_and_keeps_what_was_typed(
    leader_client: Client,
) -> None:
    person = known(date_of_birth=BORN, email="amina@example.org")

    answer = leader_client.post(adding(), TYPED)

    form = answer.context["form"]
    assert [(each.person, each.reasons) for each in form.alike] == [
        (person, ("Same name and date of birth",))
    ]
    assert 'value="a.khan@example.org"' in text_of(answer)
    assert "amina@example.org" in text_of(answer)
    assert Participant.objects.count() == 1


def test_the_same_person_gets_the_place_on_the_record_there_is(leader_client: Client) -> None:
    person = known(date_of_birth=BORN)
    make_curriculum()

    leader_client.post(adding(), TYPED | {"same_as": person.reference})

    assert (person.enrolments.count(), Participant.objects.count()) == (2, 1)


def test_another_person_gets_a_record_and_stands_on_the_list(leader_client: Client) -> None:
    known(date_of_birth=BORN)

    leader_client.post(adding(), TYPED | {"same_as": "another"})

    assert Participant.objects.count() == 2
    assert leader_client.get(LIST).context["page"].count == 1


@pytest.mark.parametrize("same", [{"email": "a.khan@example.org"}, {"trn": "1234567"}])
def test_nobody_else_has_the_same_address_or_trn(
    leader_client: Client, same: dict[str, str]
) -> None:
    known("Zoe Reed", **same)
    typed = TYPED | {"trn": "1234567", "same_as": "another"}

    answer = leader_client.post(adding(), typed)

    assert answer.context["form"].must_be
    assert "two people cannot have the same one" in text_of(answer)
    assert Enrolment.objects.count() == 1


def test_somebody_of_another_hub_is_asked_about_without_a_name(client_of: Any) -> None:
    provider = make_lead_provider()
    here, there = make_hub(lead_provider=provider), make_hub(name="South", lead_provider=provider)
    known(hub=there, date_of_birth=BORN, email="secret@example.org")
    cohort = make_cohort(hub=here)
    client = client_of(make_member(Role.HUB_LEADER, hub=here))
    url = reverse("participants:add_participant", args=[cohort.reference])

    page = text_of(client.post(url, TYPED))
    client.post(url, TYPED | {"same_as": "elsewhere"})

    assert "known to another hub of your lead provider" in page
    assert "secret@example.org" not in page
    assert cohort.enrolments.get().participant.email == "secret@example.org"


def test_nothing_is_told_of_people_of_another_lead_provider(leader_client: Client) -> None:
    other = make_hub(name="Far", lead_provider=make_lead_provider(name="Harris Federation"))
    known(hub=other, date_of_birth=BORN)

    answer = leader_client.post(adding(), TYPED)

    assert answer.status_code == 302
