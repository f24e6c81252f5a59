"""The forms about progress: the minutes an activity took, and what to show of a whole cohort."""

from django import forms

from govuk.forms import Form
from participants.rules.progress import LONGEST_MINUTES


class MinutesForm(Form):
    """How long an activity took."""

    minutes = forms.IntegerField(
        label="Minutes it took",
        min_value=1,
        max_value=LONGEST_MINUTES,
        widget=forms.NumberInput(attrs={"width": "3"}),
        error_messages={
            "required": "Enter how many minutes it took",
            "invalid": "Minutes must be a whole number, like 45",
            "min_value": "Minutes must be 1 or more",
            "max_value": f"Minutes must be {LONGEST_MINUTES} or fewer",
        },
    )
