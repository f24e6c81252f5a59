"""What a facilitator notes about a session."""

from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from govuk.forms import Form


class NoteForm(Form):
    """The note, and which note it replaces, so that nobody's words vanish unseen."""

    note = forms.CharField(
        label="Note on the session",
        help_text="What was covered, what you adapted, and what the hub should know. Do not"
        " write anything about a participant’s health or family.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "max_characters": 4000}),
    )
    replaces = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, standing: str, **kwargs: Any) -> None:
        self.mark = sha256(standing.encode()).hexdigest()[:16]
        super().__init__(*args, initial={"note": standing, "replaces": self.mark}, **kwargs)
        self.standing = standing

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.pop("replaces", "") != self.mark:
            self.data = {**self.data, "replaces": self.mark}
            raise ValidationError(
                "Somebody else changed the note after you opened it. It now says:"
                f" “{self.standing}”. Yours is not saved yet: bring the two together and save."
            )
        return answers
