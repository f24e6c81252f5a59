"""The filters beside a list print as the pack prints them, only sooner."""

from django import forms
from django.template import Context, Template
from django.utils.safestring import SafeString
from pytest_django.asserts import assertHTMLEqual

from govuk.forms import Form
from govuk.layout import select_html


class Narrowing(Form):
    """The filters of a list: a plain choice, one in groups, a hidden answer and a text."""

    hub = forms.ChoiceField(required=False, choices=[("", "Every hub"), ("n", "North & <West>")])
    place = forms.ChoiceField(required=False, choices=[("Towns", [("leeds", "Leeds")])])
    town = forms.CharField(required=False)


def printed(source: str, filters: Form) -> SafeString:
    template = Template("{% load crispy_forms_filters govuk %}" + source)
    return template.render(Context({"filters": filters}))


def test_filter_fields_print_what_the_pack_prints() -> None:
    filters = Narrowing({"hub": "n", "place": "leeds", "town": "York"})

    quick = printed("{% filter_fields filters %}", filters)

    assertHTMLEqual(quick, printed("{{ filters|crispy }}", filters))
    assert '<option value="n" selected>North &amp; &lt;West&gt;</option>' in quick


def test_choices_are_written_as_django_writes_them() -> None:
    bound = Narrowing({"hub": "n"})["hub"]
    attrs = {"id": "id_hub", "class": "govuk-select", "aria-invalid": False}

    written = select_html(bound, bound.field.widget, attrs)

    assertHTMLEqual(written, forms.Select.render(bound.field.widget, "hub", "n", attrs))
