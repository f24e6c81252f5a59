"""Who gets what from the addresses of `applications`."""

from tests.house.matrix import LEADERS, OTHER_LEADERS, Row

_EVERY_LEADER = {"ok": LEADERS | OTHER_LEADERS}
_DECIDE = {"ok": LEADERS, "not_found": OTHER_LEADERS}

queue = {
    "applications:applications": Row(**_EVERY_LEADER),
    "applications:export_applications": Row(**_EVERY_LEADER),
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

agreements = {
    "applications:agreements": Row(**_EVERY_LEADER),
    "applications:export_agreements": Row(**_EVERY_LEADER),
    "applications:agreement": Row(**_DECIDE, of="agreement"),
    "applications:remind_agreement": Row(**_DECIDE, of="agreement", post_only=True),
    "applications:withdraw_agreement": Row(**_DECIDE, of="agreement"),
    "applications:cohort_agreements": Row(**_DECIDE, of="cohort"),
    "applications:export_cohort_agreements": Row(**_DECIDE, of="cohort"),
    "applications:ask_cohort_agreements": Row(**_DECIDE, of="cohort"),
    "applications:ask_agreement": Row(
        **_DECIDE, kwargs={"reference": "application", "kind": "sponsor"}
    ),
    "applications:ask_place_agreement": Row(
        **_DECIDE, kwargs={"reference": "enrolment", "kind": "sponsor"}
    ),
    "applications:agreement_link": Row(open=True, kwargs={"token": "nothing"}),
    "applications:agreement_answered": Row(open=True, kwargs={"answer": "signed"}),
    "applications:my_agreement": Row(
        ok={"participant"}, not_found={"other_participant"}, kwargs={"reference": "commitment"}
    ),
}

ROWS = files | queue | agreements
