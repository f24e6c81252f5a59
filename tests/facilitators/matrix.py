"""Who gets what from the addresses of `facilitators`."""

from tests.house.matrix import ASSURERS, FACILITATORS, LEADERS, OTHER_LEADERS, Row

_READ = LEADERS | ASSURERS
_LED = {"ok": {"facilitator"}, "not_found": {"other_facilitator"}, "of": "session"}

ROWS = {
    "facilitators:facilitators": Row(ok=_READ | OTHER_LEADERS),
    "facilitators:register_facilitator": Row(ok=LEADERS | OTHER_LEADERS),
    "facilitators:facilitator": Row(ok=_READ, not_found=OTHER_LEADERS, of="facilitator"),
    "facilitators:clear_facilitator": Row(ok=LEADERS, not_found=OTHER_LEADERS, of="facilitator"),
    "facilitators:cohort_facilitators": Row(ok=_READ, not_found=OTHER_LEADERS, of="cohort"),
    "facilitators:appoint": Row(ok=LEADERS, not_found=OTHER_LEADERS, of="cohort"),
    "facilitators:remove_lead": Row(
        ok=LEADERS, not_found=OTHER_LEADERS, kwargs={"reference": "cohort", "user": "user"}
    ),
    "facilitators:my_sessions": Row(ok=FACILITATORS),
    "facilitators:my_session": Row(**_LED),
    "facilitators:write_note": Row(**_LED),
}
