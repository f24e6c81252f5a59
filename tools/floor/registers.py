"""The floor of a register: the roster with its marks on one page, and a save in few statements."""

from __future__ import annotations

import json
from datetime import date, datetime

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import escape

from accounts.models import new_reference
from tools.floor.rows import IS_SQLITE, Row, page, select

MARKS = {
    "present": "Present",
    "late": "Late",
    "left-early": "Left early",
    "absent": "Absent",
    "apologies": "Apologies",
}
SESSION = """
    SELECT s.id, s.title, s.starts_at, s.cohort_id, s.group_id, c.name, r.id, r.version
    FROM programmes_session s
    JOIN programmes_cohort c ON c.id = s.cohort_id
    JOIN programmes_sessionlead l ON l.session_id = s.id AND l.user_id = %s
    LEFT JOIN participants_register r ON r.session_id = s.id
    WHERE s.reference = %s"""
# Who has a mark already, and who was active and in the group on the day.
ROSTER = """
    SELECT e.id, e.reference, p.full_name, a.mark
    FROM participants_enrolment e
    JOIN participants_participant p ON p.id = e.participant_id
    LEFT JOIN participants_attendance a ON a.enrolment_id = e.id AND a.session_id = %s
    WHERE e.cohort_id = %s AND (a.id IS NOT NULL OR (
        e.joined_on <= %s
        AND 'active' = (
            SELECT sc.status FROM participants_statuschange sc
            WHERE sc.enrolment_id = e.id AND sc."on" <= %s
            ORDER BY sc."on" DESC, sc.at DESC, sc.id DESC LIMIT 1)
        AND EXISTS (
            SELECT 1 FROM participants_groupmembership gm
            WHERE gm.enrolment_id = e.id AND gm.group_id = %s AND gm.starts_on <= %s
                AND (gm.ends_on IS NULL OR gm.ends_on > %s))))
    ORDER BY p.sort_name, e.id"""


def register(request: HttpRequest, reference: str) -> HttpResponse:
    if request.method == "POST":
        save(request, reference)
        return HttpResponseRedirect(request.path)
    session = select(SESSION, request.user.pk, reference)[0]
    _, title, starts_at, _, _, cohort, _, version = session
    rows = "".join(line(*person[1:]) for person in roster(session))
    return page(
        title,
        f"<p>{escape(cohort)}, {day_of(starts_at)}</p><form method='post'>"
        f"<input type='hidden' name='version' value='{version}'><ul>{rows}</ul></form>",
    )


def roster(session: Row) -> list[Row]:
    key, _, starts_at, cohort, group, *_ = session
    day = day_of(starts_at)
    return list(select(ROSTER, key, cohort, day, day, group, day, day))


def day_of(moment: datetime | str) -> date:
    known = parse_datetime(moment) if isinstance(moment, str) else moment
    assert known is not None
    if timezone.is_naive(known):
        known = known.replace(tzinfo=timezone.get_fixed_timezone(0))
    return timezone.localdate(known)


def line(reference: str, name: str, mark: str | None) -> str:
    radios = "".join(
        f'<input type="radio" id="{value}-{reference}" name="mark-{reference}" value="{value}"'
        f"{' checked' if value == (mark or 'present') else ''}>"
        f'<label for="{value}-{reference}">{label}</label>'
        for value, label in MARKS.items()
    )
    return f"<li><fieldset><legend>{escape(name)}</legend>{radios}</fieldset></li>"


def save(request: HttpRequest, reference: str) -> None:
    """Write the marks in one statement, the register's next version and the audit."""
    prefix = "mark-"
    marks = {
        name.removeprefix(prefix): mark
        for name, mark in request.POST.items()
        if name.startswith(prefix) and mark in MARKS
    }
    held = "" if IS_SQLITE else " FOR NO KEY UPDATE OF s"
    with transaction.atomic(), connection.cursor() as cursor:
        session = select(SESSION + held, request.user.pk, reference)[0]
        *_, key, version = session
        if version != int(request.POST["version"]):
            return
        people = roster(session)
        before = {person: mark for _, person, _, mark in people}
        changed = {person: mark for person, mark in marks.items() if before[person] != mark}
        values = [
            value
            for enrolment, person, _, _ in people
            if person in changed
            for value in (session[0], enrolment, changed[person])
        ]
        cursor.execute(
            "INSERT INTO participants_attendance (session_id, enrolment_id, mark) VALUES "
            + ", ".join(["(%s, %s, %s)"] * (len(values) // 3))
            + " ON CONFLICT (session_id, enrolment_id) DO UPDATE SET mark = excluded.mark",
            values,
        )
        cursor.execute(
            "UPDATE participants_register SET version = version + 1 WHERE id = %s", [key]
        )
        write_audit(request, key, {p: before[p] for p in changed}, changed)


def write_audit(
    request: HttpRequest, key: int, before: dict[str, str], after: dict[str, str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_auditevent (reference, at, by_id, acting_as, verb, subject_type,"
            " subject_key, before, after, reason, request_id) VALUES"
            " (%s, %s, %s, '', 'register.amended', 'participants.register', %s, %s, %s, %s, '')",
            [
                *(new_reference(), timezone.now(), request.user.pk, str(key)),
                *(json.dumps(before), json.dumps(after), request.POST["reason"]),
            ],
        )
