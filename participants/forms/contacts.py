"""Forms about conversations with people, what comes next, and what people need."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from govuk.forms import DateField, Form, Radios
from participants.models import Contact


class ContactForm(Form):
    """What was said, how and when, and who does what next."""

    way = forms.ChoiceField(
        label="How did you speak?",
        choices=Contact.Way.choices,
        widget=Radios(attrs={"inline": True, "small": True}),
        error_messages={"required": "Select how you spoke"},
    )
    on = DateField(label="Day of the conversation", help_text="For example, 23 11 2026")
    summary = forms.CharField(
        label="What was said",
        help_text="Programme leaders can read it. Participants can ask to see what is written.",
        max_length=2000,
        widget=forms.Textarea(attrs={"max_characters": 2000, "rows": 4}),
        error_messages={"required": "Enter what was said"},
    )
    next_action = forms.CharField(
        required=False,
        label="Next action (optional)",
        help_text="For example, send the recording of session 3",
        max_length=300,
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        to_field_name="reference",
        required=False,
        label="Who does it?",
        empty_label=None,
    )
    due_on = DateField(
        required=False,
        label="By which day?",
        called="Day of the next action",
        help_text="For example, 30 11 2026",
    )

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_choice("owner").queryset = owners


def answers_of(contact: Contact) -> dict[str, object]:
    """Return an entry as the first answers of the form that puts it right."""
    names = ("way", "on", "summary", "next_action", "owner", "due_on")
    return {name: getattr(contact, name) for name in names}


class NeedForm(Form):
    """What somebody needs and what was arranged."""

    need = forms.CharField(
        max_length=300,
        label="What do they need?",
        help_text="For example, large print, or breaks every 45 minutes. Leave out diagnoses.",
        error_messages={"required": "Enter what they need"},
    )
    arrangement = forms.CharField(
        required=False,
        max_length=500,
        label="What was arranged? (optional)",
        widget=forms.Textarea(attrs={"max_characters": 500, "rows": 3}),
    )


class AdjustmentForm(NeedForm):
    """The same with the day from which it holds."""

    starts_on = DateField(
        label="From which day?", called="First day", help_text="For example, 23 11 2026"
    )


class ChangeAdjustmentForm(NeedForm):
    """What is needed instead, and from when."""

    on = DateField(
        label="From which day?",
        called="First day",
        help_text="Until then what stood before holds. For example, 23 11 2026",
    )


class EndAdjustmentForm(Form):
    """From when it is needed no more."""

    on = DateField(
        label="From which day is it no longer needed?",
        called="The day",
        help_text="For example, 23 11 2026",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": today}, **kwargs)
