"""Forms with which participants ask for a change, and leaders answer."""

from collections.abc import Sequence
from typing import Any

from django import forms

from govuk.forms import DateField, Form, Radios
from participants.models import ChangeRequest

Kind = ChangeRequest.Kind
WORDS = {
    Kind.DEFER: ("Pause my programme", "You come back later and keep what you have done."),
    Kind.TRANSFER: ("Move to another group of people", "Other dates, or another place."),
    Kind.WITHDRAW: ("Leave my programme", "Your place goes to somebody else."),
}


class AskForm(Form):
    """What a participant asks for, why and from when."""

    kind = forms.ChoiceField(
        label="What do you ask for?",
        widget=Radios(hints={kind: hint for kind, (_, hint) in WORDS.items()}),
        error_messages={"required": "Select what you ask for"},
    )
    why = forms.CharField(
        label="Why?",
        help_text="Your programme leader reads this. Say as much as you want to.",
        max_length=2000,
        widget=forms.Textarea(attrs={"max_characters": 2000, "rows": 4}),
        error_messages={"required": "Enter why you ask"},
    )
    from_on = DateField(
        required=False,
        label="From which day? (optional)",
        called="The day",
        help_text="Leave it empty if you do not know yet. For example, 11 1 2027",
    )

    def __init__(self, *args: Any, kinds: Sequence[ChangeRequest.Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice("kind").choices = [(kind.value, WORDS[kind][0]) for kind in kinds]


class DeclineForm(Form):
    """Why a leader says no, in words that the participant reads."""

    answer = forms.CharField(
        label="Your answer",
        help_text="They get these words by email. Say what they can do instead.",
        max_length=2000,
        widget=forms.Textarea(attrs={"max_characters": 2000, "rows": 5}),
        error_messages={"required": "Enter your answer"},
    )
