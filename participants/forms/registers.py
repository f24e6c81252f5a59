"""What a person fills in on a register: a mark for each name, and the reason for a late change."""

from collections.abc import Iterable
from typing import Any

from django import forms

from govuk.forms import Form
from participants.queries.rosters import Line

PREFIX = "mark-"


class RegisterForm(Form):
    """The register's answers; the marks are read by prefix, since the roster decides the names."""

    version = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value"), "Open the register again and save it from there."
        ),
    )
    reason = forms.CharField(
        label="Why are you changing the register?",
        help_text="For example, Sam Green joined online and was missed.",
        max_length=300,
        required=False,
        widget=forms.TextInput,
    )

    @property
    def marks(self) -> dict[str, str]:
        """The marks as they were sent, by the reference of the enrolment."""
        return {
            name.removeprefix(PREFIX): self.data[name]
            for name in self.data
            if name.startswith(PREFIX)
        }

    @property
    def sent(self) -> dict[str, Any]:
        """What was sent, as `queries.rosters.sheet_of` takes it; nothing before that."""
        if not self.is_bound:
            return {}
        return {"chosen": self.marks, "version": self.cleaned_data.get("version")}

    def problems(self, lines: Iterable[Line]) -> list[dict[str, str]]:
        """List the errors for the summary, each with the id of what to put right."""
        targets = {line.problem: f"present-{line.reference}" for line in lines if line.problem}
        targets |= {str(text): "id_reason" for text in self.errors.get("reason", [])}
        texts = [str(text) for texts in self.errors.values() for text in texts]
        return [{"text": text, "target": targets.get(text, "")} for text in texts]

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or {}), "marks": self.marks}
