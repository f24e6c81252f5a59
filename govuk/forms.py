"""What a form is made of: the date in three boxes, the time in words, hints, and how it acts."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from govuk import dates
from govuk.sentences import About

T = TypeVar("T")

REQUIRED = forms.Field.default_error_messages["required"]
# The hidden field that `{% submission %}` prints.
SUBMISSION = "submission"
# The one that it prints beside, by which a form says which state of a record it was made for.
SEEN = "seen"
# The code of the refusal that somebody else was quicker.
CHANGED_MEANWHILE = "changed-meanwhile"


def attempt(form: forms.BaseForm, action: Callable[..., T], **given: object) -> T | None:
    """Carry out an action with a form's valid answers; put its refusal on the form.

    None says that nothing was done: the form was not sent, is not valid, or the action refused.
    """
    if not form.is_valid():
        return None
    try:
        return action(**form.cleaned_data, **given)
    except ValidationError as refusal:
        refuse(form, refusal)
        return None


def refuse(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Put a refusal on the form: a sentence about one of its answers beside that answer."""
    if hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for each in refusal.error_list:
        field = each.message.field if isinstance(each.message, About) else None
        form.add_error(field if field in form.fields else None, each)


def seen_in(request: HttpRequest) -> str:
    """Return which state of a record was seen by who sent a form; empty where it does not say."""
    return request.POST.get(SEEN, "")


def carried(request: HttpRequest, form: forms.BaseForm, version: Callable[[], str]) -> str:
    """Return which state of a record a form carries: the one that it was made for.

    Whoever was told of another's change has seen the newest state from then on.
    """
    was_told = form.has_error(NON_FIELD_ERRORS, code=CHANGED_MEANWHILE)
    is_new = was_told or SEEN not in request.POST
    return version() if is_new else request.POST[SEEN]


class AsksByName:
    """A form that asks for a missing answer by its name: "Enter the start date"."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = field.label or name.replace("_", " ").capitalize()
            if field.error_messages.get("required") == REQUIRED:
                field.error_messages["required"] = ask_for(field, str(field.label))
            if isinstance(field, forms.CharField) and "max_length" not in field.error_messages:
                most = f"{field.label} must be %(limit_value)d characters or fewer"
                field.error_messages["max_length"] = most
            if isinstance(field, forms.EmailField):
                example = "Enter an email address in the correct format, like name@example.com"
                field.error_messages["invalid"] = example
                field.validators = [validator_saying(v, example) for v in field.validators]

    def choice(self, name: str) -> forms.ChoiceField:
        """Return a field whose choices the form is about to set."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def words_of(self, name: str) -> dict[str, str]:
        """Return what the answers of a field are called."""
        return {str(value): str(text) for value, text in self.choice(name).widget.choices}

    def row_choice(self, name: str) -> forms.ModelChoiceField:
        """Return a field that chooses among rows, which the form is about to set."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        return field


class Form(AsksByName, forms.Form):
    """The plain form of this product."""


def pressed(request: HttpRequest) -> Form:
    """Return the form of a page that asks with a button alone: bound once it was pressed."""
    return Form(request.POST if request.method == "POST" else None)


class ModelForm(AsksByName, forms.ModelForm):
    """For a page that edits exactly one row."""


def validator_saying(validator: Any, message: str) -> Any:
    """Give an e-mail validator our sentence; leave others as they are."""
    if validator in forms.EmailField.default_validators:
        return type(validator)(message=message)
    return validator


def ask_for(field: forms.Field, label: str) -> str:
    """Say what to do about a missing answer."""
    if isinstance(field.widget, forms.CheckboxInput):
        return f"Tick “{label}” to continue"
    if label.endswith("?"):
        return f"Answer the question “{label}”"
    chosen = isinstance(field.widget, forms.widgets.ChoiceWidget | forms.FileInput)
    return f"{'Select' if chosen else 'Enter'} {the(label)}"


def the(label: str) -> str:
    """Name an answer inside a sentence: "the start time"."""
    named = in_a_sentence(label)
    return named if named.split(" ")[0] in ("the", "your", "their") else f"the {named}"


def in_a_sentence(label: str) -> str:
    """Lower the first letter, unless the first word is a name or an abbreviation."""
    first = label.split(" ")[0]
    return label if first[1:] != first[1:].lower() else label[:1].lower() + label[1:]


class Radios(forms.RadioSelect):
    """Radio buttons whose choices may carry a hint: ``Radios(hints={"yes": "..."})``."""

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        return option | {"hint": self.hints.get(str(option["value"]), "")}


class Checkboxes(Radios, forms.CheckboxSelectMultiple):
    """Checkboxes whose choices may carry a hint."""


class DateInput(forms.MultiWidget):
    """Three boxes: day, month and year, posted as ``name_day``, ``name_month``, ``name_year``."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in dates.PARTS}, attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateField(forms.Field):
    """A date typed in three boxes; an error's code names the boxes that are wrong.

    `called` names it in errors where the label alone would not: "First session must be …".
    """

    widget = DateInput

    def __init__(self, *, called: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.called = called
        if called and "required" not in (kwargs.get("error_messages") or {}):
            self.error_messages["required"] = f"Enter {the(called)}"

    def clean(self, value: Sequence[object] | None) -> date | None:
        given = [str(part or "").strip() for part in value or ("", "", "")]
        if not any(given):
            self.validate(None)
            return None
        missing = [part for part, text in zip(dates.PARTS, given, strict=True) if not text]
        if missing:
            wanted = " and ".join(f"a {part}" for part in missing)
            raise ValidationError(f"{self.name} must include {wanted}", code=" ".join(missing))
        answer = self.real(*given)
        self.run_validators(answer)
        return answer

    def real(self, day: str, month: str, year: str) -> date:
        """Read the three boxes; months may be words."""
        if re.fullmatch(r"\d{4}", year) is None:
            raise ValidationError(f"{self.name} must have a year of 4 numbers", code="year")
        try:
            answer = date(int(year), dates.month_number(month), int(day))
        except (ValueError, OverflowError):
            raise ValidationError(f"{self.name} must be a real date", code="day") from None
        if answer.year < 1900:
            raise ValidationError(f"{self.name} must be after 1900", code="year")
        # The last days of the calendar have no day after them, which periods are reckoned with.
        if answer.year >= 2200:
            raise ValidationError(f"{self.name} must be before 2200", code="year")
        return answer

    @property
    def name(self) -> str:
        return self.called or str(self.label or "The date")

    def has_changed(self, initial: date | None, data: Sequence[object] | None) -> bool:
        before = DateInput().decompress(initial)
        return [str(part or "") for part in before] != [str(part or "") for part in data or before]


class TimeField(forms.CharField):
    """A time of day typed as people write it: 4pm, 4:30pm, 16:30, midday."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"width": "5"}))
        super().__init__(**kwargs)

    def clean(self, value: object) -> time | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return dates.read_time(text)
        except ValueError as problem:
            raise ValidationError(f"{self.label or 'The time'} {problem}", code="invalid") from None

    def prepare_value(self, value: object) -> object:
        return dates.time_text(value) if isinstance(value, time) else value


class FileField(forms.FileField):
    """A file to drop or choose, of given kinds (``("csv",)``) and a largest size in megabytes."""

    widget = forms.FileInput

    def __init__(self, *, kinds: Sequence[str] = (), megabytes: int = 10, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kinds, self.megabytes = tuple(kinds), megabytes
        if kinds:
            self.widget.attrs["accept"] = ",".join(f".{kind}" for kind in kinds)

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        if self.kinds and not upload.name.lower().endswith(tuple(f".{k}" for k in self.kinds)):
            wanted = " or ".join(kind.upper() for kind in self.kinds)
            raise ValidationError(f"The selected file must be a {wanted}", code="kind")
        if upload.size > self.megabytes * 1024 * 1024:
            limit = f"The selected file must be smaller than {self.megabytes}MB"
            raise ValidationError(limit, code="size")
        return upload
