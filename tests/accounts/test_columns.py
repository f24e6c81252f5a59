"""What columns are taken for, by table."""

import pytest
from django.core.exceptions import ValidationError

from accounts.columns import NO_HEADINGS, Field, Layout, bare

LAYOUT = Layout(
    fields=(
        Field("full_name", "Full name", ("name",)),
        Field("email", "Email", ("email address",)),
        Field("trn", "TRN"),
        Field("first_name", "First name", is_asked=False),
        Field("last_name", "Last name", is_asked=False),
    ),
    needed={
        "Full name": (frozenset({"full_name"}), frozenset({"first_name", "last_name"})),
        "Email": (frozenset({"email"}),),
    },
)
NO_NAME = "The selected file must have a column called “Full name”."
NO_EMAIL = "The selected file must have a column called “Email”."


@pytest.mark.parametrize(
    ("heading", "known"),
    [("E-MAIL", "email"), (" Full_Name ", "fullname"), ("Prénom", "prenom"), ("Email 2", "email2")],
)
def test_bare_drops_what_people_write_differently(heading: str, known: str) -> None:
    assert bare(heading) == known


@pytest.mark.parametrize(
    ("remembered", "guessed"),
    [
        ([], ["full_name", "", "trn"]),
        (["", "email", ""], ["", "email", ""]),
        (["email"], ["full_name", "", "trn"]),
        (["gone", "email", ""], ["full_name", "", "trn"]),
    ],
)
def test_guess_is_what_was_chosen_before_else_by_headings(
    remembered: list[str], guessed: list[str]
) -> None:
    assert LAYOUT.guess(["Name", "Mailbox", "trn"], remembered=remembered) == guessed


@pytest.mark.parametrize(
    ("chosen", "faults"),
    [
        (["full_name", "email"], []),
        (["first_name", "last_name", "email"], []),
        (["first_name", "email"], [(NO_NAME, None)]),
        (["trn", ""], [(NO_NAME, None), (NO_EMAIL, None)]),
        (
            ["full_name", "email", "email"],
            [("The selected file has two columns for the email.", 2)],
        ),
    ],
)
def test_faults_name_what_is_missing_and_what_is_double(
    chosen: list[str], faults: list[tuple[str, int | None]]
) -> None:
    assert [(fault.sentence, fault.column) for fault in LAYOUT.faults(chosen)] == faults


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [(["Name"], NO_EMAIL), (["Amina Khan", "amina@example.org"], NO_HEADINGS)],
)
def test_refuse_unlike_what_no_choice_can_mend(headings: list[str], sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        LAYOUT.refuse_unlike(headings, LAYOUT.guess(headings))

    assert refusal.value.messages == [sentence]


@pytest.mark.parametrize(
    ("row", "name"),
    [(["Amina Khan", "A", "K"], "Amina Khan"), (["", "Amina", "Khan"], "Amina Khan")],
)
def test_name_stands_in_one_cell_or_in_two(row: list[str], name: str) -> None:
    columns = LAYOUT.found(["a", "b", "c"], ["full_name", "first_name", "last_name"])

    assert columns.name(row) == name


def test_asked_leaves_out_what_is_only_read() -> None:
    assert [field.name for field in LAYOUT.asked] == ["full_name", "email", "trn"]
