"""Forms about waiting lists: an offer answered, somebody put on the list, moved or taken off."""

from django import forms

from govuk.forms import Form, Radios
from participants.forms.enrolments import FUNDED
from participants.forms.people import PersonForm

TAKE, DECLINE = "take", "decline"


class AnswerForm(Form):
    """Which of the two buttons of an offer was pressed."""

    answer = forms.ChoiceField(
        choices=[(TAKE, "Take the place"), (DECLINE, "No, thank you")],
        error_messages={"required": "Press one of the two buttons"},
    )


class JoinForm(PersonForm):
    """Somebody new who is put on a waiting list."""

    is_funded = forms.ChoiceField(
        required=False,
        label="Would the place be funded by the DfE?",
        choices=[("yes", "Yes"), ("no", "No"), ("", "Not decided yet")],
        widget=Radios(attrs={"inline": True}),
    )

    field_order = (*PersonForm.field_order, "is_funded")

    def clean_is_funded(self) -> bool | None:
        return FUNDED.get(self.cleaned_data["is_funded"])


class BecauseForm(Form):
    """Why somebody is taken off the list."""

    because = forms.CharField(
        label="Reason",
        help_text="Colleagues who see the history can read it.",
        max_length=500,
        widget=forms.Textarea(attrs={"max_characters": 500, "rows": 3}),
    )


class MoveForm(BecauseForm):
    """Which number in the queue somebody gets, and why; with the number that was shown."""

    position = forms.IntegerField(
        label="New place on the list",
        help_text="1 is next.",
        widget=forms.NumberInput(attrs={"width": "3"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ("position", "because", "seen")
