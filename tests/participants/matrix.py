"""Who gets what from the addresses of `participants`."""

from tests.house.matrix import LEADERS, OTHER_LEADERS, Row

_OWN = {"reference": "enrolment"}
_MINE = {"ok": {"participant"}, "not_found": {"other_participant"}}

own_pages = {
    "participants:my_programme": Row(ok={"participant", "other_participant"}),
    "participants:my_place": Row(**_MINE, kwargs=_OWN),
    "participants:my_sessions": Row(**_MINE, kwargs=_OWN),
    "participants:my_module": Row(**_MINE, kwargs=_OWN | {"module": "module"}),
    "participants:mark_activity_done": Row(**_MINE, kwargs=_OWN | {"activity": "self_study"}),
    "participants:undo_activity": Row(
        **_MINE, kwargs=_OWN | {"activity": "self_study"}, post_only=True
    ),
}

registers = {
    "participants:take_register": Row(
        ok=LEADERS | {"facilitator"}, not_found=OTHER_LEADERS | {"other_facilitator"}, of="session"
    ),
}

ROWS = own_pages | registers
