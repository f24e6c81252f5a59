"""Who may open which address of `accounts`."""

from tests.house.matrix import SIGNED_IN, Row

ADMINISTRATOR = frozenset({"administrator"})
INVITERS = ADMINISTRATOR | {
    "national_leader",
    "hub_leader",
    "other_hub_leader",
    "other_provider_leader",
}
# Those of them to whom hub A does not exist.
STRANGERS = frozenset({"other_hub_leader", "other_provider_leader"})
HUB_A = INVITERS - STRANGERS
WORKERS = INVITERS

_ORGANISATIONS = Row(ok=ADMINISTRATOR)
_PERSON = Row(ok=HUB_A, not_found=STRANGERS, of="user")
_INVITATION = Row(ok=HUB_A, not_found=STRANGERS, of="invitation")
# Outside of a demonstration there is no outbox, whoever asks.
_NOWHERE = Row(not_found=SIGNED_IN, open=True)

ROWS = {
    "accounts:join": Row(open=True, kwargs={"token": "nothing"}),
    "accounts:your_account": Row(ok=SIGNED_IN),
    "accounts:switch_role": Row(ok=SIGNED_IN),
    "accounts:roles": Row(ok=SIGNED_IN),
    "accounts:history": Row(ok=INVITERS | {"quality_assurer"}),
    "accounts:saved_views": Row(ok=SIGNED_IN),
    "accounts:save_view": Row(ok=SIGNED_IN, kwargs={"page": "participants:participants"}),
    "accounts:remove_saved_view": Row(
        ok={"hub_leader"}, not_found=SIGNED_IN - {"hub_leader"}, of="saved_view"
    ),
    "accounts:people": Row(ok=INVITERS),
    "accounts:invite": Row(ok=INVITERS),
    "accounts:invite_to_role": Row(ok=INVITERS, kwargs={"role": "hub-leader"}),
    "accounts:person": _PERSON,
    "accounts:disable_person": _PERSON,
    "accounts:enable_person": _PERSON,
    "accounts:turn_off_second_factor": _PERSON,
    "accounts:end_membership": Row(ok=HUB_A, not_found=STRANGERS, of="membership"),
    "accounts:invitations": Row(ok=INVITERS),
    "accounts:revoke_invitation": _INVITATION,
    "accounts:resend_invitation": _INVITATION,
    "accounts:organisations": _ORGANISATIONS,
    "accounts:add_lead_provider": _ORGANISATIONS,
    "accounts:lead_provider": Row(ok=ADMINISTRATOR, of="lead_provider"),
    "accounts:change_lead_provider": Row(ok=ADMINISTRATOR, of="lead_provider"),
    "accounts:add_hub": Row(ok=ADMINISTRATOR, of="lead_provider"),
    "accounts:hub": Row(ok=ADMINISTRATOR, of="hub"),
    "accounts:change_hub": Row(ok=ADMINISTRATOR, of="hub"),
    "accounts:add_delivery_partner": _ORGANISATIONS,
    "accounts:delivery_partner": Row(ok=ADMINISTRATOR, of="delivery_partner"),
    "accounts:change_delivery_partner": Row(ok=ADMINISTRATOR, of="delivery_partner"),
    "accounts:schools": _ORGANISATIONS,
    "accounts:load_schools": _ORGANISATIONS,
    "accounts:school": Row(ok=ADMINISTRATOR, kwargs={"urn": "school"}),
    "accounts:jobs": Row(ok=WORKERS),
    "accounts:job": Row(
        ok=ADMINISTRATOR | {"hub_leader"}, not_found=STRANGERS | {"national_leader"}, of="job"
    ),
    "accounts:outbox": _NOWHERE,
    "accounts:letter": Row(not_found=SIGNED_IN, open=True, of="message"),
}
