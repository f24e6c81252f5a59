"""Who gets what from the addresses about one person, what they said, need and ask for."""

from tests.house.matrix import ASSURERS, LEADERS, OTHER_LEADERS, Row

_READERS = LEADERS | ASSURERS | {"delivery_partner"}
_SEE = {"ok": _READERS, "not_found": OTHER_LEADERS}
_MANAGE = {"ok": LEADERS, "not_found": OTHER_LEADERS}
_ALL_LEADERS = LEADERS | OTHER_LEADERS
_MINE = {"ok": {"participant"}, "not_found": {"other_participant"}}

about_one = {
    "participants:participant": Row(**_SEE, of="participant"),
    "participants:participant_timeline": Row(**_SEE, of="participant"),
    "participants:participant_contacts": Row(**_MANAGE, of="participant"),
    "participants:write_contact": Row(**_MANAGE, of="participant"),
    "participants:correct_contact": Row(**_MANAGE, of="contact"),
    "participants:finish_action": Row(**_MANAGE, of="contact", post_only=True),
    "participants:next_actions": Row(ok=_ALL_LEADERS),
    "participants:add_adjustment": Row(**_MANAGE, of="participant"),
    "participants:change_adjustment": Row(**_MANAGE, of="adjustment"),
    "participants:end_adjustment": Row(**_MANAGE, of="adjustment"),
    "participants:session_adjustments": Row(
        ok=LEADERS | {"facilitator"},
        not_found=OTHER_LEADERS | {"other_facilitator"},
        of="session",
    ),
    "participants:requests_to_answer": Row(ok=_ALL_LEADERS),
    "participants:request_to_answer": Row(**_MANAGE, of="request"),
    "participants:decline_request": Row(**_MANAGE, of="request"),
    "participants:take_back_request": Row(**_MINE, of="request", post_only=True),
    "participants:ask_for_change": Row(**_MINE, of="enrolment"),
    "participants:correct_own_details": Row(ok={"participant", "other_participant"}),
}
