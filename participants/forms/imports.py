"""The form that takes a list of participants."""

from typing import Any

from accounts.spreadsheets import MAX_BYTES
from govuk.forms import DateField, FileField, Form


class ImportForm(Form):
    """A CSV or XLSX file, and the day the people in it join; what is wrong is said at the file."""

    file = FileField(
        kinds=("csv", "xlsx"),
        megabytes=MAX_BYTES // (1024 * 1024),
        label="List of participants",
        help_text="A CSV or XLSX file with up to 20,000 rows",
        error_messages={
            "required": "Select a CSV or XLSX file",
            "empty": "The selected file is empty",
        },
    )
    joined_on = DateField(
        label="Date they join",
        called="Date of joining",
        help_text="Sessions before this day are not counted. For example, 5 10 2026",
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if upload := answers.pop("file", None):
            answers |= {"name": upload.name, "content": upload.read()}
        return answers

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field or "file", error)
