"""Forms about records that look like one person: who it is at entry, and whose details stand."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from govuk.dates import date_text
from govuk.forms import Form, Radios
from participants.models import Participant
from participants.queries.duplicates import LooksLike, look_alikes
from participants.rules import people

# The name of the buttons that answer, and what they say of somebody new.
ANSWER = "same_as"
ANOTHER = "another"
ASKED = "There is somebody who looks like this person. Say at the end of the form who it is"
LABELS = {
    "full_name": "Name",
    "email": "Email address",
    "trn": "TRN",
    "date_of_birth": "Date of birth",
    "school": "School",
}


def ask_who_it_is(form: forms.Form, answers: dict[str, Any], reader: User) -> list[LooksLike]:
    """Take the answer into `same_as`, or ask on the form; return whom the question is about.

    The same address and the same name are the person, of whom nobody needs to be asked.
    """
    answers[ANSWER] = None
    try:
        known = _look(answers, reader)
    except ValidationError:
        return []  # the action says what is wrong
    if any(each.is_sure for each in known):
        return []
    said = form.data.get(ANSWER, "")
    for each in known:
        if said == each.choice:
            answers[ANSWER] = each.record
            return []
    if said == ANOTHER and not any(each.must_be for each in known):
        return []
    if known:
        form.add_error(None, ValidationError(ASKED, code="looks-alike"))
    return known


def _look(answers: dict[str, Any], reader: User) -> list[LooksLike]:
    return look_alikes(
        full_name=answers["full_name"],
        email=people.clean_email(answers["email"]),
        trn=people.clean_trn(answers["trn"]),
        date_of_birth=answers["date_of_birth"],
        reader=reader,
    )


class MergeForm(Form):
    """Whose details stand, asked where two records that become one differ."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, kept: Participant, gone: Participant, seen: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen
        for name, label in LABELS.items():
            mine, theirs = (in_words(person, name) for person in (kept, gone))
            if not (mine and theirs) or mine == theirs:
                continue
            surer = name == "trn" and gone.trn_verified and not kept.trn_verified
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[("kept", mine), ("gone", theirs)],
                initial="gone" if surer else "kept",
                widget=Radios(attrs={"small": True}),
                error_messages={"required": f"Select the {label.lower()} that stands"},
            )


def in_words(person: Participant, field: str) -> str:
    """Return one of a person's details as the form shows it."""
    value = getattr(person, field)
    if field == "date_of_birth":
        return date_text(value) if value else ""
    if field == "school":
        return f"{value} (URN {value.urn})" if value else ""
    if field == "trn" and value and person.trn_verified:
        return f"{value}, verified by the DfE"
    return str(value)
