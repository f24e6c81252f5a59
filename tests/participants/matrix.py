"""Who gets what from the addresses of `participants`."""

from tests.house.matrix import ASSURERS, LEADERS, OTHER_LEADERS, Row
from tests.participants.matrix_of_one import about_one

_OWN = {"reference": "enrolment"}
_MINE = {"ok": {"participant"}, "not_found": {"other_participant"}}

own_pages = {
    "participants:my_programme": Row(ok={"participant", "other_participant"}),
    "participants:my_record": Row(ok={"participant", "other_participant"}),
    "participants:my_place": Row(**_MINE, kwargs=_OWN),
    "participants:my_sessions": Row(**_MINE, kwargs=_OWN),
    "participants:my_module": Row(**_MINE, kwargs=_OWN | {"module": "module"}),
    "participants:mark_activity_done": Row(**_MINE, kwargs=_OWN | {"activity": "self_study"}),
    "participants:undo_activity": Row(
        **_MINE, kwargs=_OWN | {"activity": "self_study"}, post_only=True
    ),
}

progress = {
    "participants:progress": Row(
        ok=LEADERS | ASSURERS | {"delivery_partner"}, not_found=OTHER_LEADERS, of="cohort"
    ),
    "participants:export_progress": Row(
        ok=LEADERS | {"delivery_partner"}, not_found=OTHER_LEADERS, of="cohort"
    ),
}

registers = {
    "participants:take_register": Row(
        ok=LEADERS | ASSURERS | {"facilitator"},
        not_found=OTHER_LEADERS | {"other_facilitator"},
        of="session",
    ),
}

_READERS = LEADERS | ASSURERS | {"delivery_partner"}
_SEE = {"ok": _READERS, "not_found": OTHER_LEADERS}
_MANAGE = {"ok": LEADERS, "not_found": OTHER_LEADERS}

people = {
    "participants:participants": Row(ok=_READERS | OTHER_LEADERS),
    "participants:export_participants": Row(ok=LEADERS | OTHER_LEADERS | {"delivery_partner"}),
    "participants:change_participant": Row(**_MANAGE, of="participant"),
    "participants:invite_participant": Row(**_MANAGE, of="participant"),
    "participants:cohort_participants": Row(**_SEE, of="cohort"),
    "participants:add_participant": Row(**_MANAGE, of="cohort"),
    "participants:invite_cohort": Row(**_MANAGE, of="cohort"),
    "participants:import_participants": Row(**_MANAGE, of="cohort"),
    "participants:import_template": Row(**_MANAGE, of="cohort"),
    "participants:check_import": Row(**_MANAGE, of="unchecked_import"),
    "participants:participant_import": Row(**_MANAGE, of="import"),
    "participants:import_errors": Row(**_MANAGE, of="import"),
    "participants:defer_enrolment": Row(**_MANAGE, of="enrolment"),
    "participants:withdraw_enrolment": Row(**_MANAGE, of="enrolment"),
    "participants:resume_enrolment": Row(**_MANAGE, of="enrolment"),
    "participants:complete_enrolment": Row(**_MANAGE, of="enrolment"),
    "participants:change_group": Row(**_MANAGE, of="enrolment"),
    "participants:change_return": Row(**_MANAGE, of="enrolment"),
    "participants:change_school": Row(**_MANAGE, of="participant"),
    "participants:transfer_enrolment": Row(**_MANAGE, of="enrolment"),
    "participants:transfer_to": Row(
        **_MANAGE, kwargs={"reference": "enrolment", "cohort": "other_cohort"}
    ),
    "participants:hand_over_enrolment": Row(**_MANAGE, of="enrolment"),
    "participants:take_over_participant": Row(**_MANAGE, of="cohort"),
    "participants:deferrals": Row(ok=_READERS | OTHER_LEADERS),
    "participants:export_deferrals": Row(ok=LEADERS | OTHER_LEADERS | {"delivery_partner"}),
    "participants:spread_groups": Row(**_MANAGE, of="cohort"),
    "participants:group": Row(**_SEE, of="group"),
}

waiting = {
    "participants:place_offer": Row(open=True, kwargs={"token": "nothing"}),
    "participants:waiting_list": Row(**_SEE, of="cohort"),
    "participants:join_waiting_list": Row(**_MANAGE, of="cohort"),
    "participants:join_waiting_list_as": Row(
        **_MANAGE, kwargs={"reference": "cohort", "participant": "waiting_person"}, post_only=True
    ),
    "participants:offer_places": Row(**_MANAGE, of="cohort", post_only=True),
    "participants:move_waiting": Row(**_MANAGE, of="waiting"),
    "participants:leave_waiting_list": Row(**_MANAGE, of="waiting"),
    "participants:answer_offer": Row(**_MANAGE, of="waiting"),
    "participants:my_offer": Row(**_MINE, kwargs={"reference": "offer"}),
    "participants:offer_answered": Row(open=True, kwargs={"answer": "taken"}),
}

_PAIR = {"kwargs": {"reference": "double", "other": "other_double"}}

duplicates = {
    "participants:duplicates": Row(ok=LEADERS | OTHER_LEADERS),
    "participants:merge_participants": Row(**_MANAGE, **_PAIR),
    "participants:tell_apart": Row(**_MANAGE, **_PAIR, post_only=True),
    "participants:look_again": Row(**_MANAGE, **_PAIR, post_only=True),
    "participants:undo_merge": Row(**_MANAGE, of="merge"),
}

ROWS = duplicates | own_pages | about_one | progress | registers | people | waiting
