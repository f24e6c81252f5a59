"""Who gets what from the addresses of `participants`."""

from tests.house.matrix import Row

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

ROWS = own_pages
