"""Who gets what from the addresses of `applications`."""

from tests.house.matrix import LEADERS, OTHER_LEADERS, Row

_EVERY_LEADER = {"ok": LEADERS | OTHER_LEADERS}
_DECIDE = {"ok": LEADERS, "not_found": OTHER_LEADERS}

queue = {
    "applications:applications": Row(**_EVERY_LEADER),
    "applications:accept_applications": Row(**_EVERY_LEADER),
    "applications:reject_applications": Row(**_EVERY_LEADER),
    "applications:decided_applications": Row(**_EVERY_LEADER),
    "applications:application": Row(**_DECIDE, of="application"),
    "applications:reject_application": Row(**_DECIDE, of="application"),
    "applications:wait_application": Row(**_DECIDE, of="application"),
    "applications:fund_application": Row(**_DECIDE, of="application"),
    "applications:give_application": Row(**_DECIDE, of="application"),
}

files = {
    "applications:add_applications": Row(**_EVERY_LEADER),
    "applications:applications_template": Row(**_EVERY_LEADER),
    "applications:check_applications": Row(**_DECIDE, of="unchecked_file"),
    "applications:application_import": Row(**_DECIDE, of="application_file"),
    "applications:application_errors": Row(**_DECIDE, of="application_file"),
}

ROWS = files | queue
