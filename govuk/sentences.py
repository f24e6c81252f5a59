"""Sentences that refuse something, and the answer of a form that each is about."""


class About(str):
    """A refusal that stands beside one answer: `About("name", "Enter another name.")`."""

    field: str

    def __new__(cls, field: str, sentence: str) -> "About":
        made = super().__new__(cls, sentence)
        made.field = field
        return made
