"""Who gets what from the addresses of `programmes`."""

from tests.house.matrix import ASSURERS, FACILITATORS, LEADERS, OTHER_LEADERS, Row

_READERS = LEADERS | ASSURERS | {"delivery_partner"}
_SEE = {"ok": _READERS, "not_found": OTHER_LEADERS}
_MANAGE = {"ok": LEADERS, "not_found": OTHER_LEADERS}

_STAFF = _READERS | OTHER_LEADERS | FACILITATORS | {"administrator"}
_PROVIDERS_OWN = {
    "ok": _STAFF - {"other_provider_leader"},
    "not_found": {"other_provider_leader"},
}
_KEEP = {"ok": {"administrator"}}

catalogue = {
    "programmes:qualifications": Row(ok=_STAFF),
    "programmes:qualification": Row(ok=_STAFF, kwargs={"code": "qualification"}),
    "programmes:programme": Row(**_PROVIDERS_OWN, of="programme"),
    "programmes:curriculum": Row(**_PROVIDERS_OWN, of="curriculum"),
    "programmes:intakes": Row(ok=_STAFF),
    "programmes:intake": Row(ok=_STAFF, kwargs={"identifier": "intake"}),
    "programmes:calendar": Row(ok=_STAFF),
    "programmes:funded_places": Row(
        ok={"national_leader", "other_provider_leader"}, kwargs={"identifier": "intake"}
    ),
    "programmes:place_rules": Row(ok={"national_leader", "other_provider_leader"}),
    "programmes:add_half_term": Row(**_KEEP),
    "programmes:change_half_term": Row(**_KEEP, kwargs={"slug": "half_term"}),
    "programmes:add_bank_holiday": Row(**_KEEP),
}

cohorts = {
    "programmes:cohorts": Row(ok=_READERS | OTHER_LEADERS),
    "programmes:create_cohort": Row(ok=LEADERS | OTHER_LEADERS),
    "programmes:cohort": Row(**_SEE, of="cohort"),
    "programmes:change_cohort": Row(**_MANAGE, of="cohort"),
    "programmes:move_cohort": Row(**_MANAGE, kwargs={"reference": "cohort", "status": "finished"}),
    "programmes:groups": Row(**_SEE, of="cohort"),
    "programmes:create_group": Row(**_MANAGE, of="cohort"),
    "programmes:rename_group": Row(**_MANAGE, of="group"),
    "programmes:delete_group": Row(**_MANAGE, of="group"),
    "programmes:timetable": Row(**_SEE, of="cohort"),
    "programmes:stamp_timetable": Row(**_MANAGE, of="cohort"),
    "programmes:plan_session": Row(**_MANAGE, of="cohort"),
    "programmes:session": Row(**_SEE, of="session"),
    "programmes:move_session": Row(**_MANAGE, of="session"),
    "programmes:cancel_session": Row(**_MANAGE, of="session"),
    "programmes:restore_session": Row(**_MANAGE, of="session"),
    "programmes:remove_lead": Row(**_MANAGE, kwargs={"reference": "session", "lead": "user"}),
}

ROWS = catalogue | cohorts
