"""The forms about progress: the minutes an activity took, and what to show of a whole cohort."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import cached_property

from govuk.forms import Form
from participants.rules.progress import LONGEST_MINUTES
from programmes.models import Group


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


class ProgressFilter(Form):
    """What the table of a cohort's progress shows; what is not among the choices is ignored."""

    q = forms.CharField(label="Name", required=False, max_length=100)
    group = forms.ChoiceField(label="Group", required=False)
    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "All but withdrawn"), ("active", "Active only"), ("all", "Everyone")],
    )
    sort = forms.ChoiceField(
        label="Order", required=False, choices=[("", "By name"), ("least", "Least progress first")]
    )

    def __init__(self, data: Mapping[str, str], *, groups: Iterable[Group]) -> None:
        super().__init__(data)
        self.choice("group").choices = [
            ("", "All groups"),
            *((group.reference, group.name) for group in groups),
            ("none", "No group"),
        ]

    @cached_property
    def answers(self) -> dict[str, str]:
        """What was asked for; an answer that is no choice is left out."""
        self.full_clean()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}

    @property
    def selects(self) -> list[dict[str, Any]]:
        """The choices, for the template to write out."""
        return [
            {
                "name": name,
                "label": field.label,
                "choices": field.choices,
                "value": self.answers[name],
            }
            for name, field in self.fields.items()
            if isinstance(field, forms.ChoiceField)
        ]
