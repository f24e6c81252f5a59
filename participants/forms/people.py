"""Forms about people: the list's filters, their details, and the search for a school."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from accounts.models import School
from govuk.forms import DateField, Form, Radios
from participants.models import Enrolment, Participant
from participants.queries.people_keys import PeopleScope, Wanted
from participants.queries.people_list import cohorts_among
from participants.rules.risk import Level, Sign

# What a list can be sorted by where its headings are not on screen, as on a phone.
SORTS = {
    "name": "Name",
    "email": "Email address",
    "trn": "TRN",
    "school": "School",
    "cohort": "Cohort",
    "status": "Status",
    "risk": "Risk, the highest first",
    "-added": "Added, the newest first",
}
MOST_COHORTS = 100
MOST_SCHOOLS = 12
SEVERAL = "More than one school matches. Select the right one"


class ParticipantFilters(Form):
    """What the list of participants is narrowed by; a hub's cohorts are few enough to choose."""

    q = forms.CharField(required=False, widget=forms.HiddenInput)
    hub = forms.ChoiceField(required=False)
    programme = forms.ChoiceField(required=False)
    cohort = forms.ChoiceField(required=False)
    status = forms.ChoiceField(
        required=False, choices=[("", "Every status"), *Enrolment.Status.choices]
    )
    risk = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Everybody"),
            ("any", "All who are at risk"),
            (Level.HIGH.value, "High risk"),
            *Sign.choices,
        ],
    )
    sort = forms.ChoiceField(required=False, label="Sort by")

    def __init__(self, *args: Any, scope: PeopleScope, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope, self.today = scope, today
        self.choice("sort").choices = list(_sorts(self.data.get("sort", "")).items())
        self._offer("hub", "Every hub", scope.hubs)
        self._offer("programme", "Every programme", scope.programmes)
        self.narrowed = {
            name: asked
            for name, offered in (("hub", scope.hubs), ("programme", scope.programmes))
            if any((asked := self.data.get(name, "")) == reference for reference, _ in offered)
        }
        self.cohorts = self._cohorts(self.data.get("cohort", ""))
        offered = self.cohorts if len(self.cohorts) <= MOST_COHORTS else []
        self._offer("cohort", "Every cohort", [(ref, name) for _, ref, name in offered])
        if len(scope.hubs) < 2:
            del self.fields["hub"]
        if not offered:
            del self.fields["cohort"]

    def _cohorts(self, asked: str) -> list[tuple[int, str, str]]:
        """Return the cohorts left; of a thousand only the one asked for, others are not offered."""
        is_many = self.scope.cohorts.count(",") >= MOST_COHORTS
        if is_many and asked:
            one = cohorts_among(self.scope.cohorts, **self.narrowed, reference=asked)
            if one:
                return one
        if is_many and not self.narrowed:
            return []
        return cohorts_among(self.scope.cohorts, **self.narrowed)

    def _offer(self, name: str, everything: str, named: Sequence[tuple[str, str]]) -> None:
        self.choice(name).choices = [("", everything), *named]

    @cached_property
    def answers(self) -> dict[str, str]:
        """The answers that are choices of the form; others narrow nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @cached_property
    def wanted(self) -> Wanted:
        """What to look for."""
        asked, keys = self.answers, self.scope.cohorts
        if self.narrowed or "cohort" in asked:
            fit = (pk for pk, ref, _ in self.cohorts if asked.get("cohort") in (None, ref))
            keys = ",".join(map(str, fit))
        return Wanted(
            scope=self.scope,
            cohorts=keys,
            today=self.today,
            q=asked.get("q", ""),
            status=asked.get("status", ""),
            risk=asked.get("risk", ""),
        )

    @property
    def kept(self) -> list[str]:
        """The names of what a new search leaves as it is."""
        return [name for name in self.fields if name in self.answers and name != "q"]

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The names of the filters that are set, each with its words."""
        return [
            (name, self.words_of(name)[self.answers[name]])
            for name, field in self.fields.items()
            if isinstance(field, forms.ChoiceField) and name in self.answers and name != "sort"
        ]


def _sorts(asked: str) -> dict[str, str]:
    """Return what there is to sort by, with the other way round where a heading asked for it."""
    opposite = {
        name.removeprefix("-") if name.startswith("-") else f"-{name}": f"{words}, the other way"
        for name, words in SORTS.items()
    }
    return SORTS | {name: words for name, words in opposite.items() if name == asked}


class SchoolSearch(Form):
    """A school by name, town or URN; of several that match one is chosen, without JavaScript."""

    school_words = forms.CharField(
        required=False,
        max_length=200,
        label="School",
        help_text="Name and town, or the URN. Leave it empty if you do not know it.",
    )
    school_urn = forms.ChoiceField(
        required=False, label="Which school?", widget=Radios(attrs={"small": True})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = str(self.data.get(self.add_prefix("school_words")) or "")[:200].replace("\0", " ")
        self.schools = self._matching(words) if words.strip() else []
        if len(self.schools) < 2:
            del self.fields["school_urn"]
            return
        field = self.choice("school_urn")
        field.choices = [(school.urn, in_words(school)) for school in self.schools[:MOST_SCHOOLS]]
        field.error_messages["invalid_choice"] = "Select the school"
        if len(self.schools) > MOST_SCHOOLS:
            field.help_text = "These are the first that match. Enter more words to find others."

    @staticmethod
    def _matching(words: str) -> list[School]:
        urns = [word for word in words.split() if word.isdigit() and len(word) >= 5]
        if exact := list(School.objects.filter(urn__in=urns)[:1]):
            return exact
        return list(School.objects.matching(words).order_by("name", "urn")[: MOST_SCHOOLS + 1])

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        words, urn = answers.pop("school_words", ""), answers.pop("school_urn", "")
        answers["school"] = None
        if words and not self.schools:
            none = "No school matches. Check the spelling, or enter the school’s URN"
            self.add_error("school_words", ValidationError(none))
        elif len(self.schools) == 1:
            answers["school"] = self.schools[0]
        elif words and urn:
            answers["school"] = next(s for s in self.schools if s.urn == urn)
        elif words and "school_urn" not in self.errors:
            self.add_error("school_urn", ValidationError(SEVERAL))
        return answers


class PersonForm(SchoolSearch):
    """What is known of a person."""

    full_name = forms.CharField(max_length=200)
    email = forms.EmailField(max_length=254, label="Email address")
    trn = forms.CharField(
        required=False,
        max_length=20,
        label="Teacher reference number (TRN)",
        help_text="7 digits, for example 1234567",
        widget=forms.TextInput(attrs={"width": "10"}),
    )
    date_of_birth = DateField(required=False, help_text="For example, 27 3 1985")

    field_order: tuple[str, ...] = (
        "full_name",
        "email",
        "trn",
        "date_of_birth",
        "school_words",
        "school_urn",
    )


def answers_of(participant: Participant) -> dict[str, object]:
    """Return a person's details as the form's first answers."""
    school = participant.school
    return {
        "full_name": participant.full_name,
        "email": participant.email,
        "trn": participant.trn,
        "date_of_birth": participant.date_of_birth,
        "school_words": f"{school.name} {school.urn}" if school else "",
    }


def in_words(school: School) -> str:
    """Name a school so that two of one name are told apart."""
    place = ", ".join(filter(None, (school.town, school.postcode)))
    closed = "" if school.status.startswith("Open") or not school.status else ", closed"
    return f"{school.name}, {place} (URN {school.urn}{closed})"
