"""Forms about places: given, deferred, given up, taken up again; and about groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from accounts.models import User
from govuk.forms import DateField, Form, Radios
from participants.forms.duplicates import ask_who_it_is
from participants.forms.people import PersonForm
from participants.queries.duplicates import LooksLike
from programmes.models import ChangeReason, Group

FUNDED = {"yes": True, "no": False}


class AddParticipantForm(PersonForm):
    """Somebody who gets a place in the cohort."""

    joined_on = DateField(
        label="Date they join",
        called="Date of joining",
        help_text="Sessions before this day are not counted. For example, 5 10 2026",
    )
    is_funded = forms.ChoiceField(
        required=False,
        label="Is the place funded by the DfE?",
        choices=[("yes", "Yes"), ("no", "No"), ("", "Not decided yet")],
        widget=Radios(attrs={"inline": True}),
    )

    field_order = (*PersonForm.field_order, "joined_on", "is_funded")

    def __init__(self, *args: Any, reader: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        self.alike: list[LooksLike] = []

    def clean_is_funded(self) -> bool | None:
        return FUNDED.get(self.cleaned_data["is_funded"])

    @property
    def must_be(self) -> bool:
        """Whether those who look alike have something that two people cannot have in common."""
        return any(each.must_be for each in self.alike)

    def clean(self) -> dict[str, Any]:
        """Ask, where a reader enters somebody, whether they are one of those we know."""
        answers = super().clean()
        if self.reader and not self.errors:
            self.alike = ask_who_it_is(self, answers, self.reader)
        return answers


class ChangePlaceForm(Form):
    """From which day a place changes, and a note for colleagues."""

    on = DateField(label="Date", called="Date of the change", help_text="For example, 12 1 2027")
    note = forms.CharField(
        required=False,
        label="Note (optional)",
        help_text="Programme leaders and the participant can read it.",
        max_length=2000,
        widget=forms.Textarea(attrs={"max_characters": 2000, "rows": 3}),
    )


class ReasonForm(ChangePlaceForm):
    """The same with the reason in the DfE's words."""

    reason = forms.ModelChoiceField(
        ChangeReason.objects.none(),
        to_field_name="code",
        empty_label=None,
        widget=Radios(attrs={"small": True}),
        error_messages={"required": "Select the reason"},
    )

    field_order: tuple[str, ...] = ("reason", "on", "note")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_choice("reason").queryset = ChangeReason.objects.filter(kind=kind).order_by(
            "position", "pk"
        )


class SpreadForm(Form):
    """From which day people belong to the groups they are spread over."""

    on = DateField(
        label="From which day?",
        called="First day in the group",
        help_text="For example, 5 10 2026",
    )


class ChangeGroupForm(Form):
    """Which group somebody goes to, and from when."""

    group = forms.ModelChoiceField(
        Group.objects.none(),
        to_field_name="reference",
        label="New group",
        empty_label=None,
        widget=Radios(),
        error_messages={"required": "Select the new group"},
    )
    on = DateField(
        label="From which day?",
        called="First day in the new group",
        help_text="Registers before this day stay with the old group. For example, 12 1 2027",
    )

    def __init__(
        self, *args: Any, groups: Sequence[Group], hints: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        told = {group.reference: hints[group.pk] for group in groups if group.pk in hints}
        self.fields["group"].widget.hints = told
        self.row_choice("group").queryset = Group.objects.filter(
            pk__in=[g.pk for g in groups]
        ).order_by("position", "pk")
