"""The form that says what each column of an uploaded file is taken for."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.columns import NOT_READ, Layout
from accounts.spreadsheets import MAX_BYTES
from govuk.forms import FileField, Form


class UploadForm(Form):
    """A CSV or XLSX file; what is wrong with it as a whole is said at the file."""

    file = FileField(
        kinds=("csv", "xlsx"),
        megabytes=MAX_BYTES // (1024 * 1024),
        help_text="A CSV or XLSX file with up to 20,000 rows",
        error_messages={
            "required": "Select a CSV or XLSX file",
            "empty": "The selected file is empty",
        },
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if upload := answers.pop("file", None):
            answers |= {"name": upload.name, "content": upload.read()}
        return answers

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field or "file", error)


class ColumnsForm(Form):
    """A select for each column; without an answer a column stays what it was guessed to be."""

    def __init__(
        self,
        *args: Any,
        layout: Layout,
        headings: Sequence[str],
        guessed: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.layout, self.guessed = layout, guessed
        choices = [(NOT_READ, "Do not read"), *layout.headings.items()]
        for place, (heading, name) in enumerate(zip(headings, guessed, strict=True)):
            field = forms.ChoiceField(
                label=f"What column “{heading[:60] or place + 1}” is",
                choices=choices,
                initial=name,
                required=False,
                error_messages={"invalid_choice": "Select what the column is from the list"},
            )
            self.fields[_name(place)] = field

    @property
    def chosen(self) -> list[str]:
        """Return what each column is taken for, by the answers as far as they can be read."""
        known = {NOT_READ, *self.layout.headings}
        given = [self.data.get(_name(n), guess) for n, guess in enumerate(self.guessed)]
        chosen = given if self.is_bound else self.guessed
        return [name if name in known else NOT_READ for name in chosen]

    def clean(self) -> dict[str, Any]:
        super().clean()
        for fault in self.layout.faults(self.chosen):
            self.add_error(None if fault.column is None else _name(fault.column), fault.sentence)
        return {"columns": self.chosen}


def _name(place: int) -> str:
    return f"column_{place}"
