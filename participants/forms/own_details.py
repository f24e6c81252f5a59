"""The form with which participants correct what is held about them."""

from typing import Any

from django import forms

from participants.forms.people import SchoolSearch
from participants.models import Participant


class OwnDetailsForm(SchoolSearch):
    """Name, address for letters, school; the TRN as long as the DfE has not verified it."""

    full_name = forms.CharField(
        max_length=200, label="Full name", help_text="As it should stand on lists and certificates"
    )
    email = forms.EmailField(
        max_length=254,
        label="Email address for letters",
        help_text="You go on signing in with the address that you sign in with now.",
    )
    trn = forms.CharField(
        required=False,
        max_length=20,
        label="Teacher reference number (TRN)",
        help_text="7 digits, for example 1234567",
        widget=forms.TextInput(attrs={"width": "10"}),
    )

    field_order: tuple[str, ...] = ("full_name", "email", "trn", "school_words", "school_urn")

    def __init__(self, *args: Any, person: Participant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        words = self.fields["school_words"]
        words.help_text = "Type a name and town, a postcode, or the URN."
        if person.trn_verified:
            del self.fields["trn"]

    def clean(self) -> dict[str, Any]:
        # What the DfE has verified is not asked for, and stays.
        return {"trn": self.person.trn} | super().clean()
