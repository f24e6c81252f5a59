"""How forms name their answers in errors: every form of the product, found by its class."""

from collections.abc import Iterator
from importlib import import_module

from govuk.forms import DateField, Form
from tests.house.repository import APPS, ROOT, python_files


def forms_of(kind: type[Form]) -> Iterator[type[Form]]:
    for each in kind.__subclasses__():
        yield each
        yield from forms_of(each)


def test_a_date_that_is_asked_for_by_a_question_has_a_name_for_its_errors() -> None:
    """ "From which day? must be a real date" is no sentence."""
    for path in python_files(*APPS):
        if "forms" in path.stem or path.parent.name == "forms":
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))

    unnamed = [
        f"{form.__name__}.{name}: {field.name}"
        for form in set(forms_of(Form))
        if form.__module__.partition(".")[0] in APPS
        for name, field in form.base_fields.items()
        if isinstance(field, DateField) and ("?" in field.name or "(" in field.name)
    ]
    assert unnamed == []
