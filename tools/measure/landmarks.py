"""Finds, in a filled database, the people and records whose pages are measured; prints JSON.

python -m tools.measure.landmarks            what stands there
python -m tools.measure.landmarks import     how the last import went: seconds, rows, refusals
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def landmarks() -> dict[str, Any]:
    from accounts.models import User
    from accounts.roles import Role
    from participants.models import Enrolment, Participant
    from programmes.models import Cohort, Session
    from quality.demo import plan, scale

    def account(role: Role) -> str:
        return next(each.email for each in plan.ACCOUNTS if each.role == role)

    leader = User.objects.get(email=account(Role.HUB_LEADER)).memberships.get()
    whole, few = (Cohort.objects.get(name=name) for name in scale.MATRICES)
    session = Session.objects.filter(cohort=few).order_by("-starts_at")[0]
    own = Enrolment.objects.get(participant__user__email=account(Role.PARTICIPANT))
    people = Participant.objects.filter(email__contains=".scale@").order_by("pk")
    somebody = people.select_related("school")[people.count() // 2]
    assert leader.hub, "the demo world gives the leader one"
    assert somebody.school, "the demo world gives everybody one"
    return {
        "password": plan.PASSWORD,
        "hub_leader": account(Role.HUB_LEADER),
        "national_leader": account(Role.NATIONAL_LEADER),
        "facilitator": account(Role.FACILITATOR),
        "participant": account(Role.PARTICIPANT),
        "provider": leader.hub.lead_provider_id,
        "hub": leader.hub_id,
        "hub_reference": leader.hub.reference,
        "whole": {"pk": whole.pk, "reference": whole.reference},
        "few": {"pk": few.pk, "reference": few.reference},
        "import": import_cohort(),
        "session": {"pk": session.pk, "reference": session.reference},
        "own": own.pk,
        "words": {
            "a common part of a name": "son",
            "a rare part of a name": somebody.email.partition(".scale@")[0][-7:],
            "email": somebody.email,
            "TRN": somebody.trn,
            "school": somebody.school.name,
        },
    }


def import_cohort() -> str:
    """Name the cohort that lists go into, with room for two: what is measured on is a copy."""
    from programmes.models import Cohort
    from quality.demo import scale

    found = Cohort.objects.filter(name=scale.IMPORT_COHORT)
    found.update(capacity=2 * scale.IMPORT_PLACES)
    return found.get().reference


def last_import() -> tuple[float, int, int]:
    from participants.models import ImportRow, ParticipantImport

    last = ParticipantImport.objects.select_related("job").latest("pk")
    assert last.job
    started_at, finished_at = last.job.started_at, last.job.finished_at
    assert started_at
    assert finished_at
    refused = last.rows.filter(outcome=ImportRow.Outcome.REFUSED).count()
    return (finished_at - started_at).total_seconds(), last.job.done, refused


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "npqhub.settings")
    import django

    django.setup()
    print(json.dumps(last_import() if sys.argv[1:] == ["import"] else landmarks()))
