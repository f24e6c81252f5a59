"""What is asked before a first timetable is made."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict

from govuk.forms import SUBMISSION, Checkboxes, DateField, Form, Radios, TimeField
from programmes.models import Group

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RHYTHMS = {
    "spread": (None, "Spread evenly over the cohort’s dates"),
    "1": (1, "Every teaching week"),
    "2": (2, "Every 2 teaching weeks"),
    "3": (3, "Every 3 teaching weeks"),
    "4": (4, "Every 4 teaching weeks"),
}


class StampTimetableForm(Form):
    """The weekly slot at which groups will meet."""

    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label="Which groups?",
        to_field_name="reference",
        widget=Checkboxes,
        error_messages={"required": "Select the groups to make a timetable for"},
    )
    weekday = forms.TypedChoiceField(
        label="Day of the week", choices=list(enumerate(DAYS)), coerce=int
    )
    starts_at = TimeField(label="Start time", help_text="For example, 4pm or 16:30")
    first_on = DateField(
        label="First day",
        called="First day of the timetable",
        help_text="The first session is on or soon after this day",
    )
    weeks_apart = forms.TypedChoiceField(
        label="How often?",
        choices=[(key, words) for key, (_, words) in RHYTHMS.items()],
        coerce=lambda key: RHYTHMS[key][0],
        initial="spread",
        widget=Radios,
        help_text="School holidays and bank holidays are left out",
    )
    place = forms.CharField(
        label="Place, for sessions face to face",
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"width": "two-thirds"}),
    )
    joining_link = forms.URLField(
        label="Joining link, for sessions online",
        required=False,
        max_length=300,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"width": "two-thirds"}),
        error_messages={"invalid": "Joining link must be a web address, like https://example.org"},
    )

    def __init__(self, *args: Any, groups: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_choice("groups").queryset = groups

    @property
    def slot(self) -> dict[str, Any]:
        """The answers that decide when sessions are, without where."""
        where = ("place", "joining_link")
        return {name: value for name, value in self.cleaned_data.items() if name not in where}

    @property
    def given(self) -> list[tuple[str, str]]:
        """What was typed, to send along with the confirmation."""
        sent = self.data
        assert isinstance(sent, MultiValueDict)
        return [
            (name, value)
            for name in sent
            if name not in ("csrfmiddlewaretoken", SUBMISSION, "step", "token")
            for value in sent.getlist(name)
        ]
