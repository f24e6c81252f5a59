"""A refusal of a rule stands beside the answer that it is about."""

from django import forms
from django.core.exceptions import ValidationError

from govuk.forms import attempt
from govuk.sentences import About


class Name(forms.Form):
    name = forms.CharField()


def refuse(*, name: str) -> None:
    raise ValidationError(
        [About("name", f"{name} is taken."), About("elsewhere", "Not asked here."), "It is late."]
    )


def test_refusal_stands_beside_the_answer_it_is_about():
    form = Name({"name": "Group 1"})

    attempt(form, refuse)

    assert form.errors["name"] == ["Group 1 is taken."]
    assert form.non_field_errors() == ["Not asked here.", "It is late."]
