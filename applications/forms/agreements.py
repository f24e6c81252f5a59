"""Forms about agreements: an answer to one, whom to ask, and what a list is narrowed by."""

from typing import Any

from django import forms

from applications.models import Agreement
from govuk.forms import Form

AGREE, DECLINE = "agree", "decline"
State = Agreement.State


class SignForm(Form):
    """The signer's name as a signature."""

    name = forms.CharField(
        label="Your full name",
        help_text="Typing your name here is your signature.",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class DeclineForm(Form):
    """Why the signer cannot agree."""

    because = forms.CharField(
        label="Why can you not agree?",
        help_text="The programme leaders read this.",
        max_length=500,
        widget=forms.Textarea(attrs={"max_characters": 500, "rows": 3}),
        error_messages={"required": "Enter why you cannot agree"},
    )


class AskForm(Form):
    """Who is asked to sign."""

    signer_name = forms.CharField(label="Name", max_length=200)
    signer_email = forms.EmailField(label="Email address", max_length=254)


class AgreementFilters(Form):
    """What the list of agreements is narrowed by."""

    q = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        required=False, choices=[("", "Both agreements"), *Agreement.Kind.choices]
    )
    state = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Every state"),
            *((s.value, s.label) for s in State if s != State.WITHDRAWN),
        ],
    )

    who = forms.ChoiceField(
        required=False,
        label="Participants",
        choices=[("", "Starting, or asked already"), ("everybody", "Everybody")],
    )

    def __init__(self, *args: Any, of_one_cohort: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of_one_cohort:
            del self.fields["who"]

    @property
    def answers(self) -> dict[str, str]:
        """The answers that are choices of the form; others narrow nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def wants_everybody(self) -> bool:
        """Whether those are listed, too, who started long ago and were never asked."""
        return "who" not in self.fields or self.answers.get("who") == "everybody"

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The names of the filters that are set, each with its words."""
        found: dict[str, Any] = self.answers
        return [(n, self.words_of(n)[found[n]]) for n in ("kind", "state", "who") if n in found]
