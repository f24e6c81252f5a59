"""What is asked about groups: how many, of which kind, and their names."""

from typing import Any

from django import forms

from govuk.forms import Form, Radios
from programmes.models import Group


class GroupCountForm(Form):
    """How many groups are to be made."""

    count = forms.IntegerField(
        label="How many groups?",
        min_value=1,
        max_value=20,
        widget=forms.NumberInput(attrs={"width": "2"}),
        error_messages={
            "required": "Enter how many groups to make",
            "invalid": "The number of groups must be a whole number, like 4",
            "min_value": "The number of groups must be 1 or more",
            "max_value": "The number of groups must be 20 or fewer",
        },
    )
    kind = forms.ChoiceField(
        label="Kind of group",
        choices=Group.Kind.choices,
        initial=Group.Kind.SEMINAR,
        widget=Radios(
            hints={
                Group.Kind.SEMINAR: "Meets for every live session",
                Group.Kind.COACHING: "Meets for coaching alone, beside the seminar groups",
            }
        ),
    )


class GroupNamesForm(Form):
    """The names of groups that are to be made."""

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(names, start=1):
            label = f"Name of group {number}" if len(names) > 1 else "Name of the group"
            self.fields[f"name_{number}"] = forms.CharField(
                label=label,
                max_length=80,
                initial=name,
                widget=forms.TextInput(attrs={"width": "20"}),
                error_messages={"required": f"Enter the {label[0].lower()}{label[1:]}"},
            )

    def clean(self) -> dict[str, Any]:
        return {"names": [value for key, value in self.cleaned_data.items()]}


class GroupNameForm(Form):
    """Another name for a group."""

    name = forms.CharField(
        label="Name of the group", max_length=80, widget=forms.TextInput(attrs={"width": "20"})
    )
