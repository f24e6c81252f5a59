"""Lists in pages and in an order: what a list view needs between its query and its template."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict


@dataclass(frozen=True)
class PageLink:
    """One step of the page numbers; a gap has no number."""

    number: int | None
    href: str
    current: bool


@dataclass(frozen=True)
class Page:
    """One page of a list: iterate it for its rows, hand it to components/pagination.html."""

    rows: Sequence[Any]
    number: int
    count: int
    first: int
    last: int
    links: list[PageLink] = field(repr=False)
    previous: str = ""
    next: str = ""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def summary(self) -> str:
        """Showing 51 to 100 of 1,135; the page adds what they are"""
        if self.first <= 1 and self.last == self.count:
            return f"Showing all {self.count:,}" if self.count else "Showing 0"
        return f"Showing {self.first:,} to {self.last:,} of {self.count:,}"


@dataclass(frozen=True)
class Sort:
    """The order a list is shown in: which column, which way, and the fields to order by."""

    column: str
    descending: bool
    fields: tuple[str, ...]


def paginate(
    request: HttpRequest, items: QuerySet[Any] | Sequence[Any], per_page: int = 50
) -> Page:
    """Cut the page that ``?page=`` asks for; a number out of range gives the nearest page."""
    paginator = Paginator(items, per_page)
    page = paginator.get_page(request.GET.get("page"))

    def href(number: int) -> str:
        return link(request.GET, page=str(number))

    numbers = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [
        PageLink(number, href(number), number == page.number)
        if isinstance(number, int)
        else PageLink(None, "", False)
        for number in numbers
    ]
    return Page(
        rows=list(page.object_list),
        number=page.number,
        count=paginator.count,
        first=page.start_index(),
        last=page.end_index(),
        links=links if paginator.num_pages > 1 else [],
        previous=href(page.number - 1) if page.has_previous() else "",
        next=href(page.number + 1) if page.has_next() else "",
    )


def sort_by(request: HttpRequest, columns: Mapping[str, Sequence[str]], default: str) -> Sort:
    """Read ``?sort=name`` or ``?sort=-name`` among the columns a page offers.

    Hand ``sort.fields`` to ``order_by`` and the whole to the template as ``sort``.
    """
    asked = request.GET.get("sort", default)
    if asked.removeprefix("-") not in columns:
        asked = default
    column, descending = asked.removeprefix("-"), asked.startswith("-")
    fields = columns[column]
    return Sort(column, descending, tuple(map(opposite, fields) if descending else fields))


def opposite(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def link(query: QueryDict, **changes: str) -> str:
    """The same page with some query parameters changed, the others kept."""
    values: dict[str, list[str]] = dict(query.lists())
    for name, value in changes.items():
        if value:
            values[name] = [value]
        else:
            values.pop(name, None)
    return f"?{urlencode(values, doseq=True)}"


def tell(request: HttpRequest, heading: str, then: str = "") -> None:
    """Say on the next page that something was done, and what happens next."""
    messages.success(request, f"{heading}\n{then}" if then else heading)
