"""What a facilitator notes about a session."""

from django import forms

from govuk.forms import Form


class NoteForm(Form):
    """What happened in a session."""

    note = forms.CharField(
        label="Note on the session",
        help_text="What was covered, what you adapted, and what the hub should know. Do not"
        " write anything about a participant’s health or family.",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "max_characters": 4000}),
    )
