"""What is asked about one session: when, where, for whom and what, and why it is cancelled."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from govuk.forms import DateField, Form, Radios, TimeField
from programmes.models import Activity, Group
from programmes.rules.wall_time import moment

MODES = [(mode.value, mode.label) for mode in Activity.LIVE_MODES]


class SessionTimeForm(Form):
    """When and where a session is."""

    on = DateField(label="Date", called="Date of the session", help_text="For example, 27 3 2026")
    from_time = TimeField(label="Start time", help_text="For example, 4pm or 16:30")
    to_time = TimeField(label="End time", help_text="For example, 5:30pm")
    place = forms.CharField(
        required=False,
        max_length=160,
        help_text="Leave empty when the session is online",
        widget=forms.TextInput(attrs={"width": "two-thirds"}),
    )
    joining_link = forms.URLField(
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text="For sessions online",
        widget=forms.TextInput(attrs={"width": "two-thirds"}),
        error_messages={"invalid": "Joining link must be a web address, like https://example.org"},
    )

    def clean(self) -> dict[str, Any]:
        """Turn the day and the times on the wall into moments, or say which does not exist."""
        answers = dict(self.cleaned_data)
        on = answers.pop("on", None)
        for field, name in (("from_time", "starts_at"), ("to_time", "ends_at")):
            at = answers.pop(field, None)
            if on is None or at is None:
                continue
            try:
                answers[name] = moment(on, at)
            except ValidationError as refusal:
                self.add_error(field, refusal)
        if (
            "starts_at" in answers
            and answers.get("ends_at", answers["starts_at"]) <= (answers["starts_at"])
        ):
            self.add_error("to_time", "End time must be after the start time")
        return answers


class PlanSessionForm(SessionTimeForm):
    """One more session of a group, or of the whole cohort."""

    group = forms.ModelChoiceField(
        Group.objects.none(),
        label="Who meets?",
        required=False,
        to_field_name="reference",
        empty_label="The whole cohort",
    )
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label="Activity of the curriculum",
        required=False,
        to_field_name="reference",
        empty_label="None: something besides the curriculum",
    )
    title = forms.CharField(
        required=False,
        max_length=160,
        help_text="Leave empty to use the activity’s own title",
        widget=forms.TextInput(attrs={"width": "two-thirds"}),
    )
    mode = forms.ChoiceField(label="How do people meet?", choices=MODES, widget=Radios)

    field_order = ["group", "activity", "title", "mode", "on", "from_time", "to_time"]

    def __init__(
        self, *args: Any, groups: QuerySet[Group], activities: QuerySet[Activity], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row_choice("group").queryset = groups
        self.row_choice("activity").queryset = activities

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        activity = answers.get("activity")
        if not answers.get("title") and activity:
            answers["title"] = activity.title
        elif not answers.get("title"):
            self.add_error("title", "Enter a title, or select an activity")
        return answers


class CancelSessionForm(Form):
    """Why a session will not take place."""

    because = forms.CharField(
        label="Why is it cancelled?",
        max_length=300,
        help_text="Everybody who was to come can read this",
        widget=forms.TextInput(attrs={"width": "two-thirds"}),
        error_messages={"required": "Enter the reason for cancelling"},
    )
