"""The floor of the downloads: COPY where the database has it, the csv module where not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from tools.floor.matrix import PEOPLE, SESSIONS
from tools.floor.rows import IS_SQLITE, select

CHUNK = 2_000


def guarded(column: str) -> str:
    """Return SQL that keeps a spreadsheet from running what somebody typed."""
    risky = "('=', '+', '-', '@')"
    return f"CASE WHEN substr({column}, 1, 1) IN {risky} THEN '''' || {column} ELSE {column} END"


LIST = f"""
    SELECT {guarded("p.full_name")}, {guarded("p.email")}, p.trn, s.urn, {guarded("s.name")},
        q.code, {guarded("h.name")}, {guarded("c.name")}, e.status, e.joined_on, e.left_on,
        CASE WHEN e.is_funded THEN 'Yes' WHEN NOT e.is_funded THEN 'No' END
    FROM participants_enrolment e
    JOIN programmes_cohort c ON c.id = e.cohort_id
    JOIN accounts_hub h ON h.id = c.hub_id
    JOIN programmes_programme pr ON pr.id = e.programme_id
    JOIN programmes_qualification q ON q.id = pr.qualification_id
    JOIN participants_participant p ON p.id = e.participant_id
    LEFT JOIN accounts_school s ON s.id = p.school_id
    WHERE h.lead_provider_id = %s
    ORDER BY p.sort_name, p.id, e.id"""


def people(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    provider = int(request.GET["provider"])
    if IS_SQLITE:
        return StreamingHttpResponse(chunks(LIST, provider), content_type="text/csv")
    text = io.BytesIO(b"\xef\xbb\xbfName,Email\r\n")
    text.seek(0, io.SEEK_END)
    with connection.cursor() as cursor:
        statement = cursor.mogrify(LIST, [provider]).decode()
        cursor.copy_expert(f"COPY ({statement}) TO STDOUT WITH (FORMAT csv)", text)
    return HttpResponse(text.getvalue(), content_type="text/csv")


def chunks(sql: str, *values: Any) -> Iterator[str]:
    yield "\ufeffName,Email\r\n"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(CHUNK):
            text = io.StringIO(newline="")
            csv.writer(text).writerows(rows)
            yield text.getvalue()


def progress(request: HttpRequest) -> HttpResponse:
    """Send the matrix of a cohort: a line for each participant."""
    cohort = request.GET["cohort"]
    places: dict[str, int] = {}
    place_of = {
        str(key): places.setdefault(subject, len(places))
        for key, _, _, subject in select(SESSIONS, cohort)
    }
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Name", "Group", *places])
    for _, name, group, marks in select(PEOPLE, cohort, cohort):
        cells = [""] * len(places)
        for token in (marks or "").split(","):
            session, _, mark = token.partition(":")
            if mark:
                cells[place_of[session]] = mark
        writer.writerow([name, group, *cells])
    return HttpResponse(text.getvalue(), content_type="text/csv")
