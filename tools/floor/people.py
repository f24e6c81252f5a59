"""The floor of the list of participants: fifty rows, an exact count, and the search."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.html import escape

from tools.floor.rows import IS_SQLITE, Row, page, select, value

SIZE = 50
JOIN = "group_concat(c.id)" if IS_SQLITE else "string_agg(CAST(c.id AS text), ',')"
COHORTS = f"""
    SELECT {JOIN} FROM programmes_cohort c JOIN accounts_hub h ON h.id = c.hub_id
    WHERE h.lead_provider_id = %s"""
# A thousand keys as one value: the statement is read in no time.
AMONG = "+{} IN (SELECT value FROM json_each(%s))" if IS_SQLITE else "{} = ANY(%s::bigint[])"
PLACES = """
    SELECT e.participant_id, q.code, c.name, c.reference, e.status
    FROM participants_enrolment e
    JOIN programmes_cohort c ON c.id = e.cohort_id
    JOIN accounts_hub h ON h.id = c.hub_id AND h.lead_provider_id = %s
    JOIN programmes_programme pr ON pr.id = e.programme_id
    JOIN programmes_qualification q ON q.id = pr.qualification_id
    WHERE e.participant_id IN ({keys}) ORDER BY e.id"""


def people(request: HttpRequest) -> HttpResponse:
    """List people of a lead provider, narrowed by `hub`, `status` and a word, one page of them."""
    asked = request.GET
    places, values = places_that_fit(asked)
    matching, words = match(asked["q"]) if "q" in asked else ("", [])
    place = f"EXISTS (SELECT 1 {places} AND e.participant_id = p.id)"
    where, given = f"FROM participants_participant p WHERE {matching} {place}", [*words, *values]
    if words:
        count = value(f"SELECT count(*) {where}", *given)
    else:
        each = f"SELECT DISTINCT e.participant_id {places}"
        count = value(f"SELECT count(*) FROM ({each}) one", *values)
    first = (int(asked.get("page", 1)) - 1) * SIZE
    keys = keys_of_page(where, given, first, count)
    return page("Participants", table(keys, asked["provider"]) + summary(first, len(keys), count))


def places_that_fit(asked: QueryDict) -> tuple[str, list[Any]]:
    """Return the places to look among, as the end of a statement, and its values."""
    narrowed = COHORTS + (" AND h.id = %s" if "hub" in asked else "")
    scope = [asked["provider"], *([asked["hub"]] if "hub" in asked else [])]
    cohorts = value(narrowed, *scope) or ""
    values: list[Any] = [f"[{cohorts}]" if IS_SQLITE else f"{{{cohorts}}}"]
    sql = f"FROM participants_enrolment e WHERE {AMONG.format('e.cohort_id')}"
    if "status" in asked:
        return f"{sql} AND e.status = %s", [*values, asked["status"]]
    return sql, values


def keys_of_page(where: str, given: list[str], first: int, count: int) -> list[int]:
    """Walk to the page from the nearer end of the index."""
    last = min(first + SIZE, count)
    is_late = first > count // 2
    order, skipped = ("DESC", count - last) if is_late else ("ASC", first)
    rows = select(
        f"SELECT p.id {where} ORDER BY p.sort_name {order}, p.id {order} LIMIT %s OFFSET %s",
        *(*given, last - first, skipped),
    )
    keys = [key for (key,) in rows]
    return keys[::-1] if is_late else keys


def match(word: str) -> tuple[str, list[str]]:
    """Return the condition for words of three letters or more, by each database's own index."""
    words = word.lower().split()
    if IS_SQLITE:
        found = "SELECT rowid FROM participants_search WHERE participants_search MATCH %s"
        return f"p.id IN ({found}) AND", [" ".join(f'"{each}"' for each in words)]
    return "p.search_text LIKE %s AND " * len(words), [f"%{each}%" for each in words]


def summary(first: int, shown: int, count: int) -> str:
    if shown == count:
        return f"<p>Showing all {count:,}</p>"
    return f"<p>Showing {first + 1:,} to {first + shown:,} of {count:,}</p>"


def table(keys: list[int], provider: str) -> str:
    """Fetch the people of one page by key, with their places, and write a row for each."""
    if not keys:
        return ""
    held = ", ".join(map(str, keys))
    rows = {
        row[0]: row[1:]
        for row in select(
            "SELECT p.id, p.reference, p.full_name, p.email, p.trn, s.name"
            " FROM participants_participant p LEFT JOIN accounts_school s ON s.id = p.school_id"
            f" WHERE p.id IN ({held})"
        )
    }
    places: dict[int, list[Row]] = {}
    for key, *place in select(PLACES.format(keys=held), provider):
        places.setdefault(key, []).append(tuple(place))
    return f"<table>{''.join(line(rows[key], places.get(key, [])) for key in keys)}</table>"


def line(person: Row, places: list[Row]) -> str:
    reference, name, email, trn, school = person
    cohorts = "".join(
        f'<div>{escape(code)}, <a href="/cohorts/{cohort_reference}/">{escape(cohort)}</a></div>'
        for code, cohort, cohort_reference, _ in places
    )
    statuses = "".join(f"<div>{status}</div>" for *_, status in places)
    return (
        f'<tr><td><a href="/participants/{reference}/">{escape(name)}</a>{escape(email)}</td>'
        f"<td>{trn}</td><td>{escape(school or '')}</td><td>{cohorts}</td><td>{statuses}</td></tr>"
    )
