"""What a curriculum needs before it is drafted and published."""

import pytest

from programmes.models import Curriculum
from programmes.rules.curricula import obstacles_to_drafting, obstacles_to_publishing

WHOLE = [("School culture", ["see-it", "name-it", "do-it"])]


@pytest.mark.parametrize(
    ("outline", "obstacles"),
    [
        (WHOLE, []),
        ([("Culture", ["see-it", "do-it"]), ("Teaching", ["name-it"])], []),
        ([], ["The curriculum has no modules. Add at least one."]),
        (
            [*WHOLE, ("Behaviour", [])],
            ["The module “Behaviour” has no activities. Add at least one."],
        ),
        (
            [("Culture", ["see-it", "see-it"])],
            [
                "No activity is a “Name it”. Add at least one.",
                "No activity is a “Do it”. Add at least one.",
            ],
        ),
    ],
)
def test_draft_is_published_when_modules_and_steps_are_there(outline, obstacles):
    curriculum = Curriculum(version=1)

    assert obstacles_to_publishing(curriculum, outline) == obstacles


@pytest.mark.parametrize(
    ("status", "word"), [("published", "published"), ("superseded", "superseded")]
)
def test_only_drafts_are_published(status, word):
    curriculum = Curriculum(version=3, status=status)

    assert obstacles_to_publishing(curriculum, WHOLE) == [
        f"Version 3 is {word}. Only a draft can be published."
    ]


@pytest.mark.parametrize(
    ("modules", "obstacles"),
    [
        ([("Culture", [30, 60])], []),
        ([("Culture", [])], []),
        ([], ["The curriculum has no modules. Add at least one."]),
        ([("Culture", [30]), (" ", [30])], ["Module 2 has no title."]),
        ([("Culture", [30, 0])], ["An activity of module 1 takes no time. Give its minutes."]),
    ],
)
def test_draft_needs_modules_with_titles_and_minutes(modules, obstacles):
    assert obstacles_to_drafting(modules) == obstacles
