"""Tags and filters for pages: ``{% load govuk %}``. Components without a body are includes."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.template.loader import render_to_string
from django.urls import get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from govuk import dates, layout, pages, radios
from govuk.forms import SEEN, SUBMISSION

register = template.Library()
# Stands where a reference goes while an address is made once for all rows of a list.
SOMETHING = "0x0x0x0x0x"


def of_a_value(reading: Any) -> Any:
    """A filter that prints nothing for a date that is not there."""

    def filtered(value: Any) -> str:
        return reading(value) if value not in (None, "") else ""

    return filtered


register.simple_tag(radios.touching_radios)
register.filter("govuk_date", of_a_value(dates.date_text))
register.filter("govuk_short_date", of_a_value(dates.short_date_text))
register.filter("govuk_time", of_a_value(dates.time_text))
register.filter("govuk_datetime", of_a_value(dates.datetime_text))


@register.filter
def govuk_range(start: time | datetime, end: time | datetime) -> str:
    """10:30am to midday: ``{{ session.starts_at|govuk_range:session.ends_at }}``"""
    return dates.range_text(start, end)


@register.filter
def govuk_relative(value: date | datetime | None, today: date) -> str:
    """Today, tomorrow, Thursday 4 June: ``{{ session.starts_at|govuk_relative:today }}``"""
    return dates.relative_text(value, today) if value else ""


@register.filter
def thousands(value: int) -> str:
    """1,135"""
    return f"{value:,}"


@register.filter
def page_of(reference: str, name: str) -> SafeString:
    """The address of one row's page, in a long list: ``{{ row.reference|page_of:"app:page" }}``

    Like ``{% url %}``, which takes longer for each row of fifty than the database for all.
    """
    made = _address(get_script_prefix(), get_urlconf(), name)
    return SafeString(made.replace(SOMETHING, escape(reference)))


@lru_cache(maxsize=64)
def _address(prefix: str, urlconf: str | None, name: str) -> str:
    return reverse(name, args=[SOMETHING])


@register.filter
def breakable(address: str) -> SafeString:
    """An email address in a narrow column, which breaks before its @ rather than anywhere."""
    return SafeString(escape(address).replace("@", "<wbr>@"))


@register.filter
def lines(value: object) -> list[str]:
    """The lines of a text, as a list: a message's heading and what happens next."""
    return [line for line in str(value).splitlines() if line.strip()]


@register.filter
def alert_colour(tags: str) -> str:
    """Which notification banner a Django message becomes."""
    return "success" if "success" in tags else "problem" if "error" in tags else ""


@register.filter
def cells(row: Iterable[Any], head: Iterable[Any] = ()) -> list[dict[str, Any]]:
    """A row of components/table.html: words made cells, each knowing its column."""
    given = [cell if isinstance(cell, dict) else {"text": cell} for cell in row]
    columns = cells(head) if head else [{} for _ in given]
    return [
        {"label": column.get("text", ""), "numeric": column.get("numeric"), **cell}
        for column, cell in zip(columns, given, strict=True)
    ]


class Once(template.Node):
    """Markup that is made once in a process; the addresses in it hold for one set of addresses."""

    def __init__(self, nodes: NodeList) -> None:
        self.nodes = nodes
        self.kept: tuple[object, str] = (None, "")

    def render(self, context: Context) -> str:
        where = (get_resolver(get_urlconf()), get_script_prefix())
        if self.kept[0] != where:
            # Nothing of the page goes in, so nothing of one person's page can be kept for another.
            nothing = Context()
            assert context.template is not None
            with nothing.bind_template(context.template):
                self.kept = (where, self.nodes.render(nothing))
        return self.kept[1]


@register.tag
def once(parser: Parser, token: Token) -> Once:
    """What no page changes: ``{% once %}`` text, addresses and static files ``{% endonce %}``"""
    nodes = parser.parse(("endonce",))
    parser.delete_first_token()
    return Once(nodes)


@register.simple_tag(takes_context=True)
def submission(context: Context, seen: str = "") -> SafeString:
    """What every POST form begins with: the CSRF token, and an id by which it has one effect.

    One that changes a record carries what was `seen` of it too: ``{% submission seen %}``
    """
    hidden = '<input type="hidden" name="{}" value="{}">'
    token = CsrfTokenNode().render(context)
    sent = format_html("{}" + hidden, token, SUBMISSION, secrets.token_urlsafe(16))
    return sent + format_html(hidden, SEEN, seen) if seen else sent


@register.simple_tag
def control(field: BoundField, options: Any = None) -> layout.Control:
    """What templates/govuk/field.html prints of a field."""
    return layout.Control(field, **(options or {}))


@register.simple_tag
def field(bound: BoundField, **options: Any) -> str:
    """One field by itself: ``{% field form.name label="Full name" hint="..." heading=True %}``"""
    return render_to_string("govuk/field.html", {"field": bound, "field_options": options})


@register.simple_tag
def summary_errors(form: BaseForm) -> list[dict[str, str]]:
    """Every error of a form with the id it links to; none for errors of no visible field."""
    listed: list[dict[str, str]] = []
    for name, errors in form.errors.items():
        if name == NON_FIELD_ERRORS:
            listed += [{"text": str(error), "target": ""} for error in errors]
        else:
            wrong = layout.Control(form[name])
            listed += [{"text": error, "target": wrong.target} for error in wrong.errors]
    return listed


@register.simple_tag(takes_context=True)
def sort_header(context: Context, column: str, text: str, numeric: bool = False) -> SafeString:
    """A column's header that sorts the list on the server.

    ``{% sort_header "name" "Name" %}``; reads the ``sort`` of the context (govuk.pages.sort_by).
    """
    query = context["request"].GET if "request" in context else QueryDict()
    current: pages.Sort | None = context.get("sort")
    state = "none"
    if current is not None and current.column == column:
        state = "descending" if current.descending else "ascending"
    return format_html(
        '<th scope="col" role="columnheader" class="govuk-table__header app-sort{}" aria-sort="{}">'
        '<a class="app-sort__link" href="{}">{}</a></th>',
        " govuk-table__header--numeric" if numeric else "",
        state,
        pages.link(query, sort=f"-{column}" if state == "ascending" else column, page=""),
        text,
    )


@register.simple_block_tag
def inset_text(content: str) -> SafeString:
    """``{% inset_text %}...{% endinset_text %}``"""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False) -> SafeString:
    """``{% details "Why we ask" %}...{% enddetails %}``"""
    return format_html(
        '<details class="govuk-details"{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        SafeString(" open") if open else "",
        summary,
        content,
    )


@register.simple_block_tag
def button_group(content: str) -> SafeString:
    """``{% button_group %}`` buttons and links in a row ``{% endbutton_group %}``"""
    return format_html('<div class="govuk-button-group">{}</div>', content)


@register.simple_block_tag
def summary_card(
    content: str, title: str, href: str = "", action: str = "Change", level: int = 2
) -> SafeString:
    """``{% summary_card "Session 3" href=url %}`` a list ``{% endsummary_card %}``"""
    link = format_html(
        '<div class="govuk-summary-card__actions"><a class="govuk-link" href="{}">{}'
        '<span class="govuk-visually-hidden"> ({})</span></a></div>',
        href,
        action,
        title,
    )
    return format_html(
        '<div class="govuk-summary-card"><div class="govuk-summary-card__title-wrapper">'
        '<h{level} class="govuk-summary-card__title">{title}</h{level}>{link}</div>'
        '<div class="govuk-summary-card__content">{content}</div></div>',
        level=level,
        title=title,
        link=link if href else "",
        content=content,
    )


@register.simple_block_tag
def scroll_region(content: str, label: str, matrix: bool = False) -> SafeString:
    """``{% scroll_region "Progress of the cohort" %}`` a wide table ``{% endscroll_region %}``"""
    return format_html(
        '<div class="app-scroll{}" role="region" aria-label="{}" tabindex="0">{}</div>',
        " app-matrix" if matrix else "",
        label,
        content,
    )


@register.simple_tag
def filter_fields(form: BaseForm) -> SafeString:
    """The fields of a list's filters, inside ``filter_panel``: ``{% filter_fields filters %}``.

    Prints what ``{{ filters|crispy }}`` prints, without a template for each plain choice.
    """
    written = (layout.filter_field(bound) or field(bound) for bound in form)
    return SafeString("".join(written))


@register.simple_block_tag
def filter_panel(content: str, chosen: Any = (), clear: str = "?") -> SafeString:
    """The filters beside a list: ``{% filter_panel chosen=chosen clear=request.path %}`` fields.

    ``chosen`` lists what narrows the list now: objects with ``text`` and ``href`` (without it).
    """
    return SafeString(
        render_to_string(
            "govuk/filter_panel.html", {"content": content, "chosen": chosen, "clear": clear}
        )
    )
