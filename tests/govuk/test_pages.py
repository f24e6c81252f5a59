"""Lists in pages and in an order."""

import pytest
from django.test import RequestFactory

from govuk.pages import Sort, paginate, sort_by

COLUMNS = {"name": ["last_name", "pk"], "started": ["-started_on", "pk"]}


def get(query: str):
    return RequestFactory().get(f"/participants/?{query}")


@pytest.mark.parametrize(
    ("query", "count", "summary"),
    [
        ("page=2", 1135, "Showing 51 to 100 of 1,135"),
        ("page=23", 1135, "Showing 1,101 to 1,135 of 1,135"),
        ("page=99", 1135, "Showing 1,101 to 1,135 of 1,135"),
        ("page=x", 1135, "Showing 1 to 50 of 1,135"),
        ("", 12, "Showing all 12"),
        ("", 0, "Showing 0"),
    ],
)
def test_page_says_what_it_shows(query: str, count: int, summary: str) -> None:
    page = paginate(get(query), range(count))

    assert page.summary == summary


def test_page_links_keep_the_other_parameters() -> None:
    page = paginate(get("status=active&status=deferred&page=2"), range(120))

    assert [link.href for link in page.links] == [
        f"?status=active&status=deferred&page={number}" for number in (1, 2, 3)
    ]
    assert [link.current for link in page.links] == [False, True, False]


def test_page_numbers_leave_gaps_in_a_long_list() -> None:
    page = paginate(get("page=10"), range(1135))

    assert [link.number for link in page.links] == [1, None, 9, 10, 11, None, 23]


def test_list_of_one_page_has_no_links() -> None:
    page = paginate(get(""), range(50))

    assert (page.links, page.previous, page.next) == ([], "", "")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", Sort("name", False, ("last_name", "pk"))),
        ("sort=-name", Sort("name", True, ("-last_name", "-pk"))),
        ("sort=started", Sort("started", False, ("-started_on", "pk"))),
        ("sort=-started", Sort("started", True, ("started_on", "-pk"))),
        ("sort=password", Sort("name", False, ("last_name", "pk"))),
    ],
)
def test_sort_is_read_among_the_offered_columns(query: str, expected: Sort) -> None:
    assert sort_by(get(query), COLUMNS, default="name") == expected
