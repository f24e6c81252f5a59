"""The floor of a participant's home: the modules, what is done of each, and the next session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import escape

from tools.floor.rows import Row, page, select

PLACE = """
    SELECT e.id, e.reference, e.cohort_id, c.curriculum_id, q.title, h.name, e.status
    FROM participants_enrolment e
    JOIN participants_participant p ON p.id = e.participant_id
    JOIN programmes_cohort c ON c.id = e.cohort_id
    JOIN accounts_hub h ON h.id = c.hub_id
    JOIN programmes_programme pr ON pr.id = c.programme_id
    JOIN programmes_qualification q ON q.id = pr.qualification_id
    WHERE p.user_id = %s"""
ACTIVITIES = """
    SELECT m.reference, m.position, m.title, a.id, a.title, a.mode, a.minutes, d.done_on
    FROM programmes_activity a
    JOIN programmes_module m ON m.id = a.module_id
    LEFT JOIN participants_activityprogress d ON d.activity_id = a.id AND d.enrolment_id = %s
    WHERE m.curriculum_id = %s AND a.counts_to_engagement
    ORDER BY m.position, a.position"""
SESSIONS = """
    SELECT s.activity_id, s.title, s.starts_at, s.place, s.joining_link, a.mark, s.id
    FROM programmes_session s
    LEFT JOIN participants_groupmembership gm
        ON gm.group_id = s.group_id AND gm.enrolment_id = %s
    LEFT JOIN participants_attendance a ON a.session_id = s.id AND a.enrolment_id = %s
    WHERE s.cohort_id = %s AND s.status <> 'cancelled'
        AND (s.group_id IS NULL OR gm.id IS NOT NULL)
    ORDER BY s.starts_at, s.id"""
LEADS = """
    SELECT u.full_name FROM programmes_sessionlead l JOIN accounts_user u ON u.id = l.user_id
    WHERE l.session_id = %s ORDER BY l.part DESC, u.full_name"""
ATTENDED = {"present", "late", "left-early"}


def home(request: HttpRequest) -> HttpResponse:
    enrolment, reference, cohort, curriculum, title, hub, _ = select(PLACE, request.user.pk)[0]
    sessions = select(SESSIONS, enrolment, enrolment, cohort)
    credited = {row[0] for row in sessions if row[5] in ATTENDED}
    held = [row for row in sessions if row[5]]
    coming = next((row for row in sessions if not row[5] and moment(row) > now()), None)
    modules: dict[str, list[Row]] = {}
    for row in select(ACTIVITIES, enrolment, curriculum):
        modules.setdefault(row[0], []).append(row)
    tasks = "".join(task(reference, rows, credited) for rows in modules.values())
    return page(
        title,
        f"<p>{escape(hub)}</p>{meeting(coming)}{step(modules, credited)}"
        f"<p>{sum(row[5] in ATTENDED for row in held)} of {len(held)} attended</p><ul>{tasks}</ul>",
    )


def moment(row: Row) -> str:
    return str(row[2])


def now() -> str:
    return str(timezone.now())


def meeting(row: Row | None) -> str:
    if row is None:
        return "<p>No session is planned.</p>"
    _, title, starts_at, place, link, _, key = row
    leads = " and ".join(escape(name) for (name,) in select(LEADS, key))
    return f"<p>{escape(title)}, {starts_at}, {escape(place)} {escape(link)}, {leads}</p>"


def step(modules: dict[str, list[Row]], credited: set[int]) -> str:
    for rows in modules.values():
        for _, _, _, key, title, _, minutes, done_on in rows:
            if done_on is None and key not in credited:
                return f"<p>Next: {escape(title)}, {minutes} minutes</p>"
    return "<p>Everything is done.</p>"


def task(reference: str, rows: list[Row], credited: set[int]) -> str:
    module, position, title = rows[0][:3]
    done = sum(row[7] is not None or row[3] in credited for row in rows)
    return (
        f'<li><a href="/my-programme/{reference}/modules/{module}/">{position}. {escape(title)}</a>'
        f" {done} of {len(rows)} done</li>"
    )
