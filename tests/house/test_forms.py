"""What every form of the product keeps to, found by its class."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.forms import Field, ModelChoiceField

from govuk.forms import DateField, Form
from tests.house.repository import APPS, ROOT, python_files


def forms_of(kind: type[Form]) -> Iterator[type[Form]]:
    for each in kind.__subclasses__():
        yield each
        yield from forms_of(each)


@pytest.fixture(scope="module")
def fields() -> dict[str, Field]:
    for path in python_files(*APPS):
        if "forms" in path.stem or path.parent.name == "forms":
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in set(forms_of(Form))
        if form.__module__.partition(".")[0] in APPS
        for name, field in form.base_fields.items()
    }


def test_a_date_that_is_asked_for_by_a_question_has_a_name_for_its_errors(
    fields: dict[str, Field],
) -> None:
    """ "From which day? must be a real date" is no sentence."""
    dates = {name: field for name, field in fields.items() if isinstance(field, DateField)}

    assert {n for n, field in dates.items() if "?" in field.name or "(" in field.name} == set()
    assert dates


def test_choices_of_rows_are_told_by_references_and_not_by_row_numbers(
    fields: dict[str, Field],
) -> None:
    choices = {name: f for name, f in fields.items() if isinstance(f, ModelChoiceField)}

    assert {name for name, field in choices.items() if not field.to_field_name} == set()
    assert choices
