"""Guided forms about changes of places: when, why, and where somebody goes or comes from."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import LeadProvider
from govuk.forms import DateField, Form, Radios
from participants.forms.enrolments import FUNDED, ReasonForm
from participants.forms.people import PersonForm, SchoolSearch

NOTE_HINT = "Programme leaders and the participant can read it."


def note_field(label: str = "Note (optional)", hint: str = NOTE_HINT) -> forms.CharField:
    """Return a field for a note of up to 2,000 characters."""
    return forms.CharField(
        required=False,
        label=label,
        help_text=hint,
        max_length=2000,
        widget=forms.Textarea(attrs={"max_characters": 2000, "rows": 3}),
    )


def evidence_field() -> forms.CharField:
    """Return a field for what was seen of why somebody pauses."""
    return forms.CharField(
        required=False,
        label="Evidence seen (optional)",
        help_text="For example, letter from the headteacher, 3 June 2026",
        max_length=300,
    )


class DeferForm(ReasonForm):
    """Why and from when somebody pauses, and when they plan to return."""

    returns_on = DateField(
        required=False,
        label="Planned return (optional)",
        called="Planned return",
        help_text="Leave it empty if they cannot say yet. For example, 5 4 2027",
    )
    evidence = evidence_field()

    field_order: tuple[str, ...] = ("reason", "on", "returns_on", "evidence", "note")


class ReturnForm(Form):
    """When a participant who paused plans to return."""

    returns_on = DateField(
        required=False,
        label="Planned return",
        help_text="Leave it empty if they cannot say. For example, 5 4 2027",
    )
    evidence = evidence_field()


class HandOverForm(Form):
    """To which lead provider somebody goes, and from when."""

    provider = forms.ModelChoiceField(
        LeadProvider.objects.none(),
        to_field_name="reference",
        label="Lead provider they go to",
        empty_label="Select a lead provider",
        error_messages={"required": "Select the lead provider they go to"},
    )
    on = DateField(label="Date", help_text="For example, 12 1 2027")
    note = note_field(hint=f"What was agreed about declarations. {NOTE_HINT}")

    def __init__(self, *args: Any, ours: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = LeadProvider.objects.exclude(pk=ours).order_by("name")
        self.row_choice("provider").queryset = others


class TakeOverForm(PersonForm):
    """Somebody who began with another lead provider, and what was declared there."""

    provider = forms.ModelChoiceField(
        LeadProvider.objects.none(),
        to_field_name="reference",
        label="Lead provider they come from",
        empty_label="Select a lead provider",
        error_messages={"required": "Select the lead provider they come from"},
    )
    joined_on = DateField(
        label="Date they join",
        help_text="Sessions before this day are not counted. For example, 5 10 2026",
    )
    is_funded = forms.ChoiceField(
        required=False,
        label="Is the place funded by the DfE?",
        choices=[("yes", "Yes"), ("no", "No"), ("", "Not decided yet")],
        widget=Radios(attrs={"inline": True}),
    )
    note = note_field(
        "Declarations made already (optional)",
        "Which declarations the other lead provider made, and when. The DfE pays each only once.",
    )

    field_order = ("provider", *PersonForm.field_order, "joined_on", "is_funded", "note")

    def __init__(self, *args: Any, ours: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = LeadProvider.objects.exclude(pk=ours).order_by("name")
        self.row_choice("provider").queryset = others

    def clean_is_funded(self) -> bool | None:
        return FUNDED.get(self.cleaned_data["is_funded"])


class ChangeSchoolForm(SchoolSearch):
    """At which school somebody works now, and from when."""

    on = DateField(
        label="From which day?",
        called="First day at the new school",
        help_text="For example, 12 1 2027",
    )

    field_order = ("school_words", "school_urn", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_words"].label = "New school"
        self.fields["school_words"].help_text = "Name and town, or the URN"
        self.order_fields(self.field_order)


class DeferralFilters(Form):
    """What the list of deferrals is narrowed by."""

    q = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    show = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Everybody"),
            ("past", "Past the limit"),
            ("due", "Due to return within 6 weeks"),
            ("no-date", "No return planned"),
        ],
    )
    hub = forms.ChoiceField(required=False)
    cohort = forms.ChoiceField(required=False)

    def __init__(
        self,
        *args: Any,
        hubs: Sequence[tuple[str, str]],
        cohorts: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choice("hub").choices = [("", "Every hub"), *hubs]
        self.choice("cohort").choices = [("", "Every cohort"), *cohorts]
        if len(hubs) < 2:
            del self.fields["hub"]

    @property
    def answers(self) -> dict[str, str]:
        """The answers that are choices of the form; others narrow nothing."""
        self.is_valid()
        return {
            name: value for name, value in self.cleaned_data.items() if value and name != "sort"
        }

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The names of the filters that are set, each with its words."""
        return [
            (name, self.words_of(name)[self.answers[name]])
            for name, field in self.fields.items()
            if isinstance(field, forms.ChoiceField) and name in self.answers
        ]
