"""The floor of the list of participants: fifty rows, an exact count, and the search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape

from tools.floor.rows import IS_SQLITE, Row, page, select, value

SIZE = 50
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
    narrowed, values = "h.lead_provider_id = %s", [asked["provider"]]
    for column, name in (("h.id", "hub"), ("e.status", "status")):
        if name in asked:
            narrowed += f" AND {column} = %s"
            values.append(asked[name])
    place = f"""EXISTS (
        SELECT 1 FROM participants_enrolment e
        JOIN programmes_cohort c ON c.id = e.cohort_id JOIN accounts_hub h ON h.id = c.hub_id
        WHERE e.participant_id = p.id AND {narrowed})"""
    matching = ""
    if "q" in asked:
        matching, word = match(asked["q"])
        values = [*word, *values]
    where = f"FROM participants_participant p WHERE {matching} {place}"
    count = value(f"SELECT count(*) {where}", *values)
    first = (int(asked.get("page", 1)) - 1) * SIZE
    keys = [
        key
        for (key,) in select(
            f"SELECT p.id {where} ORDER BY p.sort_name, p.id LIMIT {SIZE} OFFSET %s", *values, first
        )
    ]
    return page("Participants", table(keys, asked["provider"]) + summary(first, len(keys), count))


def match(word: str) -> tuple[str, list[str]]:
    """Return the condition for a word of three letters or more, by each database's own index."""
    if IS_SQLITE:
        found = "SELECT rowid FROM participants_search WHERE participants_search MATCH %s"
        return f"p.id IN ({found}) AND", [" ".join(f'"{each}"' for each in word.lower().split())]
    words = word.lower().split()
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
