"""The form that takes a list of participants."""

from accounts.import_forms import UploadForm
from govuk.forms import DateField


class ImportForm(UploadForm):
    """A CSV or XLSX file, and the day the people in it join; what is wrong is said at the file."""

    joined_on = DateField(
        label="Date they join",
        called="Date of joining",
        help_text="Sessions before this day are not counted. For example, 5 10 2026",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "List of participants"
