"""The floor of the progress matrix: a row for each participant, ready cells joined by row."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape

from tools.floor.rows import IS_SQLITE, Row, page, select

WORDS = {
    "present": ("Present", "✓", "app-yes"),
    "late": ("Late", "✓L", "app-yes"),
    "left-early": ("Left early", "✓E", "app-yes"),
    "absent": ("Absent", "✗", "app-no"),
    "apologies": ("Apologies", "A", "app-no"),
}
CELLS = {
    mark: f'<td class="{css}">{sign}<span class="govuk-visually-hidden">{word}</span></td>'
    for mark, (word, sign, css) in WORDS.items()
}
NOTHING = (
    '<td class="app-none">–<span class="govuk-visually-hidden">Not on the register</span></td>'
)
ATTENDED = {"present", "late", "left-early"}

JOIN = "group_concat" if IS_SQLITE else "string_agg"
# Each person with all marks in one text: twenty times fewer rows than marks.
PEOPLE = f"""
    SELECT p.reference, p.full_name, g.name, m.marks
    FROM participants_enrolment e
    JOIN participants_participant p ON p.id = e.participant_id
    LEFT JOIN participants_groupmembership gm ON gm.enrolment_id = e.id AND gm.ends_on IS NULL
    LEFT JOIN programmes_group g ON g.id = gm.group_id
    LEFT JOIN (
        SELECT a.enrolment_id,
            {JOIN}(CAST(a.session_id AS text) || ':' || a.mark, ',') AS marks
        FROM participants_attendance a
        JOIN participants_enrolment own ON own.id = a.enrolment_id
        WHERE own.cohort_id = %s
        GROUP BY a.enrolment_id
    ) m ON m.enrolment_id = e.id
    WHERE e.cohort_id = %s AND e.status <> 'withdrawn'
    ORDER BY p.sort_name, e.id"""
SESSIONS = """
    SELECT s.id, coalesce(a.title, s.title), s.starts_at,
        coalesce(CAST(s.activity_id AS text), s.title)
    FROM programmes_session s LEFT JOIN programmes_activity a ON a.id = s.activity_id
    WHERE s.cohort_id = %s ORDER BY s.starts_at, s.id"""


def matrix(request: HttpRequest) -> HttpResponse:
    cohort = request.GET["cohort"]
    people = select(PEOPLE, cohort, cohort)
    sessions = select(SESSIONS, cohort)
    columns: dict[str, tuple[int, str]] = {}
    for _, title, _, subject in sessions:
        columns.setdefault(subject, (len(columns), title))
    # What each mark of each session means: its place in the row, its cell, whether it counts.
    meaning = {
        f"{key}:{mark}": (columns[subject][0], cell, mark in ATTENDED)
        for key, _, _, subject in sessions
        for mark, cell in CELLS.items()
    }
    heads = "".join(f"<th>{escape(title)}</th>" for _, title in columns.values())
    body = "".join([row(person, meaning, len(columns)) for person in people])
    return page("Progress", f"<table><tr><th>Participant</th>{heads}</tr>{body}</table>")


def row(person: Row, meaning: dict[str, tuple[int, str, bool]], columns: int) -> str:
    reference, name, group, marks = person
    cells, done, of = [NOTHING] * columns, 0, 0
    if marks:
        for token in marks.split(","):
            place, cells[place], credited = meaning[token]
            done += credited
            of += 1
    return (
        f'<tr><th><a href="/participants/{reference}/">{escape(name)}</a>'
        f"<span>{escape(group or 'No group')}</span></th><td>{done}/{of}</td>{''.join(cells)}</tr>"
    )
