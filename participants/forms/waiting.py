"""Forms about waiting lists: an offer answered, somebody put on the list, moved or taken off."""

from django import forms

from govuk.forms import Form

TAKE, DECLINE = "take", "decline"


class AnswerForm(Form):
    """Which of the two buttons of an offer was pressed."""

    answer = forms.ChoiceField(
        choices=[(TAKE, "Take the place"), (DECLINE, "No, thank you")],
        error_messages={"required": "Press one of the two buttons"},
    )
