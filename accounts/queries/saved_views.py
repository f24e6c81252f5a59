"""Saved views: which lists have them, and what stands above such a list."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.db.models import BigAutoField, CharField, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import SavedView
from accounts.rules import kept_of
from accounts.statements import Statement, given

_LISTS: dict[str, str] = {}
_OF_PAGE = Statement(
    lambda: (
        SavedView.objects.filter(
            user=given("user", BigAutoField()), page=given("page", CharField(max_length=60))
        )
        .order_by("name", "pk")
        .values_list("name", "query")
    )
)


@dataclass(frozen=True)
class ViewLink:
    """A saved view above its list."""

    text: str
    href: str
    active: bool


@dataclass(frozen=True)
class SavedViews:
    """The views of a list, and where the list as it is shown now can be saved, if it can."""

    links: list[ViewLink]
    save_href: str


@dataclass(frozen=True)
class Kept:
    """A saved view among all of a person's."""

    reference: str
    name: str
    list_name: str
    href: str


def offer(page: str, title: str) -> None:
    """Let a list, named by its URL name, be saved; the title says what it lists."""
    _LISTS[page] = title


def title_of(page: str) -> str:
    """Return what a list is called; empty where no list of that name can be saved."""
    return _LISTS.get(page, "")


def views_of(request: HttpRequest, page: str) -> SavedViews:
    """Return what stands above a list, by the filters and the order of this request."""
    now = kept_of(request.GET.items())
    # A form and a heading's link name the same answers in another order.
    answers = sorted(parse_qsl(now))
    links = [
        ViewLink(name, f"{request.path}?{query}", sorted(parse_qsl(query)) == answers)
        for name, query in _OF_PAGE.rows(user=request.user.pk, page=page)
    ]
    is_new = now and not any(each.active for each in links)
    save_href = f"{reverse('accounts:save_view', args=[page])}?{now}" if is_new else ""
    return SavedViews(links, save_href)


def told(views: QuerySet[SavedView]) -> list[Kept]:
    """Return views list by list, as far as those lists can be saved still."""
    return [
        Kept(view.reference, view.name, _LISTS[view.page], address_of(view.page, view.query))
        for view in views.filter(page__in=_LISTS).order_by("page", "name", "pk")
    ]


def address_of(page: str, query: str) -> str:
    """Return the address of a list, narrowed and sorted."""
    return f"{reverse(page)}?{query}"
