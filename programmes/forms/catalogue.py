"""How the list of qualifications is narrowed."""

from django import forms

from govuk.forms import Form
from programmes.models import Qualification


class QualificationFilter(Form):
    suite = forms.ChoiceField(
        label="Suite",
        required=False,
        choices=[("", "Any suite"), *Qualification.Suite.choices],
    )
    course_group = forms.ChoiceField(
        label="Course group",
        required=False,
        choices=[("", "Any course group"), *Qualification.CourseGroup.choices],
    )

    @property
    def chosen(self) -> dict[str, str]:
        """The answers that narrow the list now, in words, by field."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return {name: self.words_of(name)[value] for name, value in given.items()}
