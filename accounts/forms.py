"""The forms of signing in, inviting and keeping people and organisations."""

from datetime import date, datetime, time, timedelta
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from accounts import schools, spreadsheets
from accounts.models import Membership
from accounts.roles import CHARTERS, Role, organisation_asked
from govuk.forms import DateField, FileField, Form, Radios

ANY = ("", "Any")
GROUPS = {
    "hub": "Hubs",
    "lead_provider": "Lead providers",
    "delivery_partner": "Delivery partners",
}


class SignInForm(LoginForm):
    """Email address and password, in our words."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email address"
        asked = {"login": "Enter your email address", "password": "Enter your password"}
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = asked.get(name, "")


class JoinForm(Form):
    """The first password of an invited person; who has one is asked for nothing."""

    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters. Three words that only you would put together are good.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, needs_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = "Choose a password"
        if not needs_password:
            del self.fields["password"]


class SaveViewForm(Form):
    """What a list as it is narrowed and sorted now shall be called."""

    name = forms.CharField(
        label="What do you want to call this view?",
        help_text="For example, Deferred in Leeds. Only you see it.",
        max_length=60,
        error_messages={"required": "Enter a name for the view"},
    )


class SwitchRoleForm(Form):
    """Which of one's live roles to act in."""

    membership = forms.ChoiceField(label="Which role do you want to use?", widget=Radios())

    def __init__(self, *args: Any, memberships: tuple[Membership, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.choice("membership")
        field.choices = [(each.reference, each.label) for each in memberships]
        field.widget.hints = {each.reference: each.charter.purpose for each in memberships}
        field.error_messages["required"] = "Select the role that you want to use"


class ChooseRoleForm(Form):
    """The first step of an invitation: to which role."""

    role = forms.ChoiceField(label="Which role will the person have?", widget=Radios())

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.choice("role")
        field.choices = [(role.value, role.label) for role in roles]
        field.widget.hints = {role.value: CHARTERS[role].purpose for role in roles}
        field.error_messages["required"] = "Select a role"


class InviteForm(Form):
    """The second step: who, for which organisation, and for an inspector when."""

    full_name = forms.CharField(
        max_length=200,
        label="Full name",
        error_messages={"required": "Enter the person’s full name"},
    )
    user_email = forms.EmailField(
        max_length=254,
        label="Email address",
        help_text="We will send a link to this address. It is also what the person signs in with.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the person’s email address"},
    )
    role_starts_at = DateField(
        label="First day of access", required=False, help_text="Leave empty to begin at once"
    )
    role_ends_at = DateField(label="Last day of access", help_text="For example, 27 3 2027")

    def __init__(
        self, *args: Any, role: Role, organisations: QuerySet[Any] | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.only_organisation = None
        self.asked = organisation_asked(role)
        if role != Role.INSPECTOR:
            del self.fields["role_starts_at"], self.fields["role_ends_at"]
        if organisations is not None:
            self._ask_for(organisations)

    def _ask_for(self, organisations: QuerySet[Any]) -> None:
        """Ask for the organisation, unless there is only one to choose."""
        found = list(organisations.order_by("name", "pk")[:2])
        if len(found) == 1:
            self.only_organisation = found[0]
            return
        label = self.asked.replace("_", " ").capitalize()
        self.fields[self.asked] = forms.ModelChoiceField(
            queryset=organisations.order_by("name", "pk"),
            to_field_name="reference",
            label=label,
            empty_label=f"Select a {label.lower()}",
            error_messages={"required": f"Select a {label.lower()}"},
        )
        self.order_fields([self.asked])

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if self.only_organisation:
            answers[self.asked] = self.only_organisation
        if answers.get("role_starts_at"):
            answers["role_starts_at"] = beginning_of(answers["role_starts_at"])
        if answers.get("role_ends_at"):
            answers["role_ends_at"] = beginning_of(answers["role_ends_at"] + timedelta(days=1))
        return answers


def beginning_of(day: date) -> datetime:
    """Return midnight in London, with which a day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


class PeopleFilterForm(Form):
    """What narrows the list of people."""

    role = forms.ChoiceField(label="Role", required=False)
    organisation = forms.ChoiceField(label="Organisation", required=False)
    status = forms.ChoiceField(
        label="Account",
        required=False,
        choices=[ANY, ("active", "Open"), ("invited", "Invited"), ("disabled", "Disabled")],
    )

    def __init__(
        self, *args: Any, roles: list[Role], organisations: dict[str, list[Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choice("role").choices = [ANY, *((role.value, role.label) for role in roles)]
        groups = [
            (
                kind.replace("_", " ").capitalize() + "s",
                [(f"{kind}:{o.reference}", o) for o in rows],
            )
            for kind, rows in organisations.items()
            if rows
        ]
        self.choice("organisation").choices = [ANY, *groups]


class LeadProviderForm(Form):
    name = forms.CharField(max_length=120, label="Name")
    first_year = forms.IntegerField(
        label="First year",
        required=False,
        min_value=2017,
        max_value=2100,
        help_text="The year in which the DfE first accredited it",
        widget=forms.NumberInput(attrs={"width": "4"}),
    )
    last_year = forms.IntegerField(
        label="Last year",
        required=False,
        min_value=2017,
        max_value=2100,
        help_text="Leave empty while it is accredited",
        widget=forms.NumberInput(attrs={"width": "4"}),
    )
    note = forms.CharField(
        max_length=300, label="Note", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class HubForm(Form):
    name = forms.CharField(
        max_length=120, label="Name", help_text="The region, for example North and West"
    )
    founding_trust = forms.CharField(
        max_length=160,
        label="Founding trust",
        required=False,
        help_text="The trust that anchors the hub",
    )


class DeliveryPartnerForm(Form):
    name = forms.CharField(max_length=160, label="Name")


class SchoolsFileForm(Form):
    """The register as the DfE publishes it."""

    register = FileField(
        label="Register of schools",
        help_text="The file with all fields, as CSV, from the DfE’s Get Information about Schools",
        kinds=("csv",),
        megabytes=schools.MEGABYTES,
        error_messages={"empty": spreadsheets.EMPTY},
    )


class TurnOffSecondFactorForm(Form):
    """How a leader knows that it is the person who asks."""

    because = forms.CharField(
        label="How did you make sure that it is them?",
        help_text="For example, I rang the school and spoke to them. It is kept in the history.",
        max_length=300,
        error_messages={"required": "Enter how you made sure that it is them"},
    )


class HistoryFilterForm(Form):
    """What narrows the audit trail; everything may be left out."""

    what = forms.CharField(
        label="What was done",
        required=False,
        max_length=60,
        help_text="For example, cohort changed",
    )
    from_on = DateField(label="From", called="The first day", required=False)
    to_on = DateField(label="To", called="The last day", required=False)
    loads = forms.BooleanField(label="Show what was loaded as reference data", required=False)

    def clean(self) -> dict[str, Any]:
        from_on, to_on = self.cleaned_data.get("from_on"), self.cleaned_data.get("to_on")
        if from_on and to_on and to_on < from_on:
            self.add_error("to_on", "The last day must be the same as or after the first day")
        return self.cleaned_data


class SchoolFilterForm(Form):
    status = forms.ChoiceField(
        label="Status", required=False, choices=[ANY, ("open", "Open"), ("closed", "Closed")]
    )
