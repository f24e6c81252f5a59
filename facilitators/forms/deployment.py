"""Appointing one facilitator to the sessions of a group."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from facilitators.queries.deployment import Candidate
from govuk.dates import date_text, range_text
from govuk.forms import Checkboxes, Form, Radios
from programmes.models import Session, SessionLead


class AppointForm(Form):
    """Who leads, in which part, and which of the group's sessions: at first those to come."""

    facilitator = forms.ChoiceField(
        label="Facilitator",
        widget=Radios,
        error_messages={"required": "Select a facilitator"},
    )
    part = forms.ChoiceField(
        label="Part",
        choices=SessionLead.Part.choices,
        initial=SessionLead.Part.LEAD,
        widget=Radios(attrs={"inline": True}),
    )
    sessions = forms.MultipleChoiceField(
        label="Sessions",
        widget=Checkboxes(attrs={"small": True}),
        error_messages={"required": "Select at least one session"},
    )

    def __init__(
        self,
        *args: Any,
        candidates: Sequence[Candidate],
        sessions: Sequence[Session],
        today: date,
        only: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {c.facilitator.reference: c.facilitator for c in candidates}
        self.meetings = {session.reference: session for session in sessions}
        who = self.choice("facilitator")
        who.choices = [(reference, str(person)) for reference, person in self.people.items()]
        who.widget.hints = {c.facilitator.reference: clashes_in_words(c) for c in candidates}
        which = self.choice("sessions")
        which.choices = [
            (reference, named(meeting)) for reference, meeting in self.meetings.items()
        ]
        to_come = [s.reference for s in sessions if timezone.localdate(s.starts_at) >= today]
        which.initial = [only] if only in self.meetings else to_come or list(self.meetings)

    @property
    def sessions_in_words(self) -> str:
        """What is ticked before anybody chooses, for the summary that unfolds the list."""
        ticked = self.fields["sessions"].initial
        if len(ticked) == 1:
            return f"{named(self.meetings[ticked[0]])}. Choose others"
        return f"{len(ticked)} sessions to come. Choose which"

    def clean_facilitator(self) -> object:
        return self.people[self.cleaned_data["facilitator"]]

    def clean_sessions(self) -> list[Session]:
        return [self.meetings[reference] for reference in self.cleaned_data["sessions"]]


def clashes_in_words(candidate: Candidate) -> str:
    """Return how often a person is busy, where they are: the page lists when, below."""
    count = len(candidate.warnings)
    return f"{count} clash{'' if count == 1 else 'es'} with other sessions" if count else ""


def named(session: Session) -> str:
    hours = range_text(session.starts_at, session.ends_at)
    return f"{date_text(session.starts_at)}, {hours}: {session}"
