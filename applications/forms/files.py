"""The form that takes a file of applications."""

from typing import Any

from django import forms

from accounts.import_forms import UploadForm
from accounts.models import Hub, LeadProvider

BY_COLUMN = "by-column"


class ApplicationsForm(UploadForm):
    """A CSV or XLSX file, and the hub that decides its applications."""

    field_order = ("file", "hub")
    hub = forms.ChoiceField(
        label="Which hub decides them?",
        help_text="A row without a hub waits until a national leader gives it to one",
    )

    def __init__(self, *args: Any, hubs: list[Hub], may_choose: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "File of applications"
        self.hubs = {hub.reference: hub for hub in hubs}
        self.only = None if may_choose else next(iter(hubs), None)
        self.lead_provider: LeadProvider | None = hubs[0].lead_provider if hubs else None
        if may_choose:
            said = (BY_COLUMN, "The column “Hub” of the file says it")
            self.choice("hub").choices = [said, *((h.reference, h.name) for h in hubs)]
        else:
            del self.fields["hub"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        return answers | {"hub": self.only or self.hubs.get(answers.get("hub", ""))}
