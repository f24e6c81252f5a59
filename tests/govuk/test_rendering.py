"""What the pack, the components and the layout print; without a database."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django.forms import formset_factory
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import clear_script_prefix, set_script_prefix

from govuk import pages
from tests.govuk.gallery import EveryField, MarkForm

ROOT = Path(__file__).parent.parent.parent
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
PAGES = ["/", "/form/", "/list/?page=3", "/sign-in/", "/totp/"]


def render(source: str, **context: object) -> str:
    loads = "{% load crispy_forms_tags crispy_forms_filters govuk %}"
    return Template(loads + source).render(Context(context))


def test_address_breaks_before_its_at_and_is_escaped() -> None:
    shown = render("{{ address|breakable }}", address="<b>a@example.org")

    assert shown == "&lt;b&gt;a<wbr>@example.org"


def ids(html: str) -> set[str]:
    return set(re.findall(r' id="([^"]+)"', html))


def wrong_form() -> EveryField:
    return EveryField(
        {"held_on_day": "3", "held_on_year": "2026", "starts_at": "soon", "email": "janet"}
    )


@pytest.mark.parametrize("source", ["{{ form|crispy }}", "{% crispy form %}"])
@pytest.mark.parametrize("form", [EveryField(), wrong_form()], ids=["unbound", "in error"])
def test_pack_prints_every_field(source: str, form: EveryField) -> None:
    html = render(source, form=form)

    names = {name.split("held_on_")[0] for name in re.findall(r' name="([^"]+)"', html)}
    assert names - {"csrfmiddlewaretoken", "submission", ""} == set(form.fields) - {"held_on"}
    assert html.count('name="held_on_') == 3


def test_crispy_tag_prints_the_form_and_its_helper() -> None:
    form = MarkForm()
    form.helper = FormHelper()
    form.helper.layout = Layout(Fieldset("The register", "mark"))
    form.helper.add_input(Submit("save", "Save"))

    html = render("{% crispy form %}", form=form)

    assert re.findall(r"<form[^>]*>", html) == ['<form  method="post" novalidate>']
    assert "The register</legend>" in html
    assert '<button type="submit" class="govuk-button"' in html


def test_pack_ignores_what_the_page_calls_its_variables() -> None:
    busy = {"options": "a", "heading": "b", "label": "c", "hint": "d", "c": "e"}

    pages = [render("{{ form|crispy }}", form=MarkForm(), **given) for given in (busy, {})]

    # Each sending has an id of its own.
    one, other = (re.sub(r'(name="submission" value=)"[^"]+"', r"\1", page) for page in pages)
    assert one == other


def test_formset_prints_every_form() -> None:
    formset = formset_factory(MarkForm, extra=3)()

    html = render("{% crispy formset %}", formset=formset)

    assert html.count('type="radio"') == 9
    assert "form-TOTAL_FORMS" in html


def test_summary_links_lead_to_fields() -> None:
    form = wrong_form()

    summary = render("{{ form|as_crispy_errors }}", form=form)

    linked = re.findall(r'href="#([^"]*)"', summary)
    assert set(linked) - ids(render("{{ form|crispy }}", form=form)) == set()
    assert len(linked) == sum(map(len, form.errors.values())) - 1  # the hidden field has no place
    assert {"id_held_on_1", "id_place_0", "id_needs_0"} < set(linked)


def test_summary_shows_errors_of_no_field() -> None:
    form = MarkForm({"mark": "late"})
    form.add_error(None, "The register is closed.")

    summary = render("{{ form|as_crispy_errors }}", form=form)

    assert '<span class="app-error-text">The register is closed.</span>' in summary


def test_only_the_wrong_box_of_a_date_is_red() -> None:
    html = render("{% field form.held_on %}", form=wrong_form())

    assert re.findall(r"input--error\" id=\"(\w+)", html) == ["id_held_on_1"]


def test_fields_are_described_by_what_is_printed() -> None:
    html = render("{{ form|crispy }}", form=wrong_form())

    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', html)).split()
    assert set(described) - ids(html) == set()


def test_field_can_be_the_heading_of_the_page() -> None:
    html = render(
        "{% field form.title label='What is it called?' heading=True %}", form=wrong_form()
    )

    assert '<h1 class="govuk-label-wrapper"><label class="govuk-label govuk-label--l"' in html


def test_answers_are_escaped() -> None:
    html = render("{{ form|crispy }}", form=EveryField({"title": "<b>x", "notes": "<b>x"}))

    assert "<b>" not in html
    assert html.count("&lt;b&gt;x") == 2


def test_components_escape_their_parameters() -> None:
    html = "".join(
        render_to_string(f"components/{name}.html", {"text": "<b>x", "items": [{"text": "<b>x"}]})
        for name in ("tag", "tabs", "task_list", "breadcrumbs", "warning_text", "button")
    )

    assert html.count("<b>") == 0
    assert html.count("&lt;b&gt;x") == 6


def test_block_tags_escape_their_parameters() -> None:
    html = render("{% details title %}{{ title }}{% enddetails %}", title="<b>x")

    assert html.count("&lt;b&gt;x") == 2
    assert "<b>" not in html


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_component_opens_with_its_parameters(component: Path) -> None:
    first = component.read_text().splitlines()[0]

    assert re.fullmatch(r"\{# .+ #\}", first)


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_component_is_in_the_list(component: Path) -> None:
    assert f"components/{component.name}" in (ROOT / "docs" / "components.md").read_text()


@pytest.mark.parametrize(
    ("query", "state", "href"),
    [
        ("status=active&page=3", "ascending", "?status=active&amp;sort=-name"),
        ("sort=-name", "descending", "?sort=name"),
        ("sort=started", "none", "?sort=name"),
    ],
)
def test_sort_header_says_and_changes_the_order(query: str, state: str, href: str) -> None:
    request = RequestFactory().get(f"/?{query}")
    sort = pages.sort_by(request, {"name": ["name"], "started": ["started_on"]}, default="name")

    html = render("{% sort_header 'name' 'Name' %}", request=request, sort=sort)

    assert f'aria-sort="{state}"' in html
    assert f'href="{href}"' in html


@pytest.mark.urls("tests.govuk.gallery")
@pytest.mark.parametrize("url", PAGES)
def test_page_has_no_inline_script_or_style(client: Client, url: str) -> None:
    html = client.get(url).content.decode()

    assert re.findall(r"<script(?![^>]* src=)", html) == []
    assert re.findall(r"<style| style=| on\w+=", html) == []


@pytest.mark.urls("tests.govuk.gallery")
@pytest.mark.parametrize("url", PAGES)
def test_page_uses_no_id_twice(client: Client, url: str) -> None:
    html = client.get(url).content.decode()

    found = re.findall(r' id="([^"]+)"', html)
    assert sorted(found) == sorted(set(found))


@pytest.mark.urls("tests.govuk.gallery")
def test_title_says_that_a_form_has_errors(client: Client) -> None:
    html = client.post("/form/", {"title": ""}).content.decode()

    assert "<title>Error: Plan a session – NPQ Hub</title>" in html
    assert html.index("There is a problem") < html.index("<h1")


@pytest.mark.urls("tests.govuk.gallery")
def test_message_has_a_heading_and_what_happens_next(client: Client) -> None:
    html = client.get("/").content.decode()

    assert '<p class="govuk-notification-banner__heading">Register saved</p>' in html
    assert '<p class="govuk-body">Those who were absent get a catch-up task by email.</p>' in html


@pytest.mark.urls("tests.govuk.gallery")
@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "500", "503"])
def test_error_page_needs_nothing_around_it(page: str) -> None:
    html = render_to_string(f"{page}.html")

    assert html.count("<h1") == 1
    assert "NPQ Hub" in html
    assert "app-account" not in html


@pytest.mark.urls("tests.govuk.gallery")
def test_demo_accounts_sign_in_without_javascript(client: Client) -> None:
    html = client.get("/sign-in/").content.decode()

    assert html.count('name="login" value="leader@example.org"') == 4
    assert html.count('name="password" value="a good demo password"') == 4


@pytest.mark.urls("tests.govuk.gallery")
def test_sign_out_is_a_button_that_posts(client: Client) -> None:
    html = client.get("/list/").content.decode()

    account = html[html.index("app-account__menu") : html.index("</details>")]
    assert '<form method="post" action="/accounts/logout/">' in account
    assert "csrfmiddlewaretoken" in account


def test_what_no_page_changes_takes_nothing_from_a_page() -> None:
    page = Template("{% load govuk %}{{ name }}: {% once %}[{{ name }}{{ request }}]{% endonce %}")

    shown = [page.render(Context({"name": name, "request": name})) for name in ("Ann", "Ben")]

    assert shown == ["Ann: []", "Ben: []"]


def test_addresses_made_once_follow_the_prefix_of_the_product() -> None:
    link = Template('{% load govuk %}{% once %}{% url "npqhub:help" %}{% endonce %}')
    shown = [link.render(Context()) for _ in range(2)]
    try:
        set_script_prefix("/npq/")
        shown.append(link.render(Context()))
    finally:
        clear_script_prefix()

    assert shown == ["/help/", "/help/", "/npq/help/"]


def test_table_cells_know_their_column() -> None:
    head = ["Hub", {"text": "Participants", "numeric": True}]

    html = render_to_string("components/table.html", {"head": head, "rows": [["North", 0]]})

    assert 'data-label="Hub">North</td>' in html
    assert 'govuk-table__cell--numeric" data-label="Participants">0</td>' in html


def test_cards_hide_what_is_not_given() -> None:
    html = render_to_string("components/card.html", {"title": "Session 3", "facts": []})

    assert SimpleNamespace(tags=html.count("govuk-tag"), lists=html.count("<ul")) == (
        SimpleNamespace(tags=0, lists=0)
    )
