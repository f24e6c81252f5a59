"""Forms about applications: the queue's filters, what is chosen when deciding, and reasons."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Hub
from applications.queries.decisions import Proposal, Room
from applications.queries.queue import ELIGIBLE, STATUSES, Heap, Wanted
from applications.rules.applications import OTHER_ACCEPTED, used_up_sentence
from govuk.dates import date_text
from govuk.forms import Form, Radios, in_a_sentence
from programmes.models import ChangeReason, Cohort, Intake, Schedule

YES_NO = (("yes", "Yes"), ("no", "No"))
NOT_OFFERED = (
    "The cohort that you chose can take nobody any more. Check this page, then choose again"
)
LOOK_AGAIN = (
    "Something changed while you looked at this page. Check it again, then press the button."
)
_ELIGIBLE = dict(zip(ELIGIBLE, ("Eligible", "Not eligible", "Not said by the DfE"), strict=True))


class QueueFilters(Form):
    """What the queue is narrowed by."""

    q = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    status = forms.ChoiceField(required=False, choices=list(STATUSES.items()))
    intake = forms.ChoiceField(required=False)
    programme = forms.ChoiceField(required=False)
    hub = forms.ChoiceField(required=False)
    eligible = forms.ChoiceField(
        required=False,
        label="Eligible for funding",
        choices=[("", "Eligible or not"), *_ELIGIBLE.items()],
    )
    funding = forms.ChoiceField(
        required=False,
        label="Funding of the intake",
        choices=[("", "Any funding"), *Intake.Funding.choices],
    )
    school = forms.CharField(required=False, max_length=200, label="School or employer")
    doubles = forms.BooleanField(required=False, label="Looks like a duplicate")

    def __init__(self, *args: Any, heaps: Sequence[Heap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        intakes = {heap.intake: heap.intake_name for heap in heaps}
        programmes = {heap.programme_name: heap.programme for heap in heaps}
        hubs = {heap.hub: heap.hub_name for heap in heaps if heap.hub}
        self.choice("intake").choices = [("", "Every intake"), *intakes.items()]
        self.choice("programme").choices = [
            ("", "Every programme"),
            *((programmes[name], name) for name in sorted(programmes)),
        ]
        no_hub = [("none", "Given to no hub yet")] if any(not h.hub for h in heaps) else []
        if len(hubs) + len(no_hub) < 2:
            del self.fields["hub"]
        else:
            named = sorted(hubs.items(), key=lambda pair: str(pair[1]))
            self.choice("hub").choices = [("", "Every hub"), *named, *no_hub]

    @property
    def answers(self) -> dict[str, Any]:
        """The answers that are choices of the form; others narrow nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def wanted(self) -> Wanted:
        """What to look for: what is to be decided, where nothing else is asked."""
        return Wanted(**{k: v for k, v in self.answers.items() if k != "sort"})

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The names of the filters that are set, each with its words."""
        told = [
            (name, self.words_of(name)[self.answers[name]])
            for name, field in self.fields.items()
            if isinstance(field, forms.ChoiceField) and name in self.answers
        ]
        if "school" in self.answers:
            told.append(("school", f"School: {self.answers['school']}"))
        if "doubles" in self.answers:
            told.append(("doubles", "Looks like a duplicate"))
        return told


class ChooseRoom(Form):
    """A cohort, and a funded place where the intake has a cap: first answers are chosen already."""

    cohort = forms.ChoiceField(widget=Radios)
    funded_place = forms.ChoiceField(
        label="Funded place?", choices=YES_NO, widget=Radios(attrs={"inline": True})
    )

    def __init__(
        self, *args: Any, proposal: Proposal, rooms: Iterable[Room], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        # One that is no longer offered is heard too, so that the action can say why it is not.
        self.rooms = {room.cohort.reference: room for room in proposal.rooms}
        offered = {room.cohort.reference: room for room in rooms}
        field = self.choice("cohort")
        field.error_messages["invalid_choice"] = NOT_OFFERED
        field.choices = [(ref, room.cohort.name) for ref, room in self.rooms.items()]
        widget = field.widget
        assert isinstance(widget, Radios)
        widget.choices = [(ref, room.cohort.name) for ref, room in offered.items()]
        widget.hints = {ref: room_in_words(room) for ref, room in offered.items()}
        chosen = proposal.room if proposal.room in offered.values() else None
        field.initial = chosen.cohort.reference if chosen else next(iter(offered), None)
        if proposal.application.intake.funding == Intake.Funding.CAPPED:
            self.fields["funded_place"].initial = "yes" if proposal.funded_place else "no"
            self.fields["funded_place"].help_text = why_funded(proposal)
        else:
            del self.fields["funded_place"]

    def clean_cohort(self) -> Cohort:
        return self.rooms[self.cleaned_data["cohort"]].cohort

    def clean_funded_place(self) -> bool:
        return bool(self.cleaned_data["funded_place"] == "yes")


class AcceptForm(ChooseRoom):
    """What is chosen for one application; an ordinary one needs no answer, only the button."""

    schedule = forms.ChoiceField()

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, proposal=proposal, rooms=proposal.with_places, **kwargs)
        self.schedules = {each.identifier: each for each in proposal.schedules}
        field = self.choice("schedule")
        field.choices = [(key, schedule.name) for key, schedule in self.schedules.items()]
        field.initial = proposal.schedule.identifier if proposal.schedule else None
        field.help_text = "Chosen by the DfE’s published rule. Its windows are for declarations."

    def clean_schedule(self) -> Schedule:
        return self.schedules[self.cleaned_data["schedule"]]


class WaitForm(ChooseRoom):
    """Which full cohort somebody is to wait for."""

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, proposal=proposal, rooms=proposal.full, **kwargs)


class RejectForm(Form):
    """Why an application is turned down, in the DfE's words."""

    reason = forms.ModelChoiceField(
        ChangeReason.objects.none(), to_field_name="code", empty_label=None, widget=Radios
    )
    note = forms.CharField(
        required=False,
        max_length=1000,
        label="Note (optional)",
        help_text="Kept with the application. The applicant does not see it.",
        widget=forms.Textarea(attrs={"max_characters": 1000, "rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = ChangeReason.objects.filter(kind=ChangeReason.Kind.REJECTION)
        self.row_choice("reason").queryset = reasons.order_by("position")
        widget = self.fields["reason"].widget
        assert isinstance(widget, Radios)
        widget.hints = {OTHER_ACCEPTED: "Set by itself when the other one is accepted here"}


class FundedPlaceForm(Form):
    """Whether an accepted applicant has a funded place."""

    funded_place = forms.ChoiceField(
        label="Funded place?", choices=YES_NO, widget=Radios(attrs={"inline": True})
    )

    def clean_funded_place(self) -> bool:
        return bool(self.cleaned_data["funded_place"] == "yes")


class HubForm(Form):
    """Which hub decides an application."""

    hub = forms.ModelChoiceField(
        Hub.objects.none(), to_field_name="reference", empty_label=None, widget=Radios
    )

    def __init__(self, *args: Any, hubs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_choice("hub").queryset = hubs.order_by("name", "pk")


class Shown(Form):
    """What the confirmation of many showed, so that nothing is done that was not shown."""

    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, digest: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"shown": digest}, **kwargs)
        self.digest = digest

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.pop("shown", "") != self.digest:
            # The page that comes back shows what is true now, and can be sent as it is.
            self.data = {name: self.data[name] for name in self.data} | {"shown": self.digest}
            raise ValidationError(LOOK_AGAIN)
        return answers


class AcceptManyForm(Shown):
    """Nothing but the button: everything was chosen on the page."""


class RejectManyForm(RejectForm, Shown):
    """Why many applications are turned down."""


def room_in_words(room: Room) -> str:
    """10 of 30 places left. North and West, from 5 October 2026"""
    left = f"{room.free} of {room.cohort.capacity} places left"
    return f"{left}. {room.cohort.hub}, from {date_text(room.cohort.starts_on)}"


def why_funded(proposal: Proposal) -> str:
    """Say how the answer was chosen: by what the DfE said, and by the places that are left."""
    row, funded = proposal.application, proposal.funded
    if row.eligible_for_funding is None:
        return "The DfE has not said whether this person is eligible, so it cannot be a funded one."
    if not row.eligible_for_funding:
        because = row.get_ineligible_because_display()
        return f"Not eligible, the DfE says{f': {in_a_sentence(because)}' if because else ''}."
    if funded.is_used_up and proposal.room:
        return used_up_sentence(proposal.room.cohort, row.intake, funded)
    if funded.places is None:
        return "Eligible, the DfE says. No number of funded places is set for this hub."
    return f"Eligible, the DfE says. {funded.left} of {funded.places} funded places left."
