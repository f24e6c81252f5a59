"""What forms accept, and what they say."""

from datetime import date, time
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from govuk.forms import DateField, FileField, Form, TimeField, attempt


class SessionForm(Form):
    held_on = DateField(label="Date of the session")
    starts_at = TimeField(required=False)


def boxes(day: str, month: str, year: str) -> dict[str, str]:
    return {"held_on_day": day, "held_on_month": month, "held_on_year": year}


@pytest.mark.parametrize("month", ["3", "03", "mar", "March"])
def test_date_is_read_from_three_boxes(month: str) -> None:
    form = SessionForm(boxes("27", month, "2026") | {"starts_at": "4pm"})

    assert form.is_valid()
    assert form.cleaned_data == {"held_on": date(2026, 3, 27), "starts_at": time(16)}


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (("", "", ""), "Enter the date of the session"),
        (("27", "", ""), "Date of the session must include a month and a year"),
        (("", "3", "2026"), "Date of the session must include a day"),
        (("31", "2", "2026"), "Date of the session must be a real date"),
        (("x", "2", "2026"), "Date of the session must be a real date"),
        (("1", "ma", "2026"), "Date of the session must be a real date"),
        (("1", "2", "26"), "Date of the session must have a year of 4 numbers"),
        (("1", "2", "1066"), "Date of the session must be after 1900"),
    ],
)
def test_date_that_is_wrong_says_what_to_do(given: tuple[str, str, str], complaint: str) -> None:
    form = SessionForm(boxes(*given))

    assert form.errors == {"held_on": [complaint]}


def test_time_error_names_the_field() -> None:
    form = SessionForm(boxes("1", "2", "2026") | {"starts_at": "4"})

    assert form.errors == {"starts_at": ["Starts at must say am or pm, like 4pm"]}


@pytest.mark.parametrize(
    ("field", "complaint"),
    [
        (forms.CharField(label="First name"), "Enter the first name"),
        (forms.CharField(label="TRN"), "Enter the TRN"),
        (forms.CharField(label="Why?"), "Answer the question “Why?”"),
        (forms.ChoiceField(choices=[("a", "A")], label="Hub"), "Select the hub"),
        (forms.BooleanField(label="I agree"), "Tick “I agree” to continue"),
        (forms.CharField(error_messages={"required": "Say who"}), "Say who"),
    ],
)
def test_missing_answer_is_asked_for_by_name(field: forms.Field, complaint: str) -> None:
    form = type("AnyForm", (Form,), {"answer": field})({})

    assert form.errors == {"answer": [complaint]}


def test_email_in_a_wrong_format_shows_an_example() -> None:
    form = type("AnyForm", (Form,), {"email": forms.EmailField()})({"email": "janet"})

    example = "Enter an email address in the correct format, like name@example.com"
    assert form.errors == {"email": [example]}


@pytest.mark.parametrize(
    ("upload", "complaint"),
    [
        (SimpleUploadedFile("a.pdf", b"x"), "The selected file must be a CSV"),
        (
            SimpleUploadedFile("a.csv", b"x" * 1_100_000),
            "The selected file must be smaller than 1MB",
        ),
    ],
)
def test_file_of_a_wrong_kind_or_size_is_refused(upload: Any, complaint: str) -> None:
    fields = {"roster": FileField(kinds=("csv",), megabytes=1)}
    form = type("AnyForm", (Form,), fields)({}, {"roster": upload})

    assert form.errors == {"roster": [complaint]}


def test_attempt_returns_what_the_action_made() -> None:
    form = SessionForm(boxes("1", "2", "2026"))
    form.is_valid()

    assert attempt(form, lambda **given: given, by="Janet") == {
        "held_on": date(2026, 2, 1),
        "starts_at": None,
        "by": "Janet",
    }


def test_attempt_puts_a_refusal_on_the_form() -> None:
    form = SessionForm(boxes("1", "2", "2026"))
    form.is_valid()

    def refuse(**given: object) -> None:
        raise ValidationError(["The cohort is full."])

    assert attempt(form, refuse) is None
    assert form.non_field_errors() == ["The cohort is full."]


def test_answer_that_is_too_long_is_refused_by_name() -> None:
    class Asked(Form):
        job_title = forms.CharField(max_length=3)
        nickname = forms.CharField(max_length=3, error_messages={"max_length": "Too long"})

    form = Asked({"job_title": "Head", "nickname": "Jack"})

    assert form.errors == {
        "job_title": ["Job title must be 3 characters or fewer"],
        "nickname": ["Too long"],
    }
