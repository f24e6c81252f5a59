"""Rows for the addresses that django-allauth brings: signing in, passwords, second factors."""

from tests.house.matrix import SIGNED_IN, Row

_STASH = "allauth keeps the step of a sign-in in the session"

ROWS = {
    "account_login": Row(open=True),
    "account_logout": Row(open=True),
    "account_inactive": Row(open=True),
    "account_signup": Row(open=True),
    "account_reset_password": Row(open=True),
    "account_reset_password_done": Row(open=True),
    "account_reset_password_from_key": Row(
        open=True, kwargs={"uidb36": "nothing", "key": "nothing"}, get_writes_because=_STASH
    ),
    "account_reset_password_from_key_done": Row(open=True),
    # Nobody in the matrix's world has a password or a second factor to show again or to take away.
    "account_reauthenticate": Row(),
    "mfa_reauthenticate": Row(),
    "mfa_deactivate_totp": Row(not_found=SIGNED_IN),
    "mfa_view_recovery_codes": Row(not_found=SIGNED_IN),
    "mfa_download_recovery_codes": Row(not_found=SIGNED_IN),
    "account_change_password": Row(ok=SIGNED_IN),
    "account_set_password": Row(ok=SIGNED_IN),
    "mfa_authenticate": Row(open=True),
    "mfa_index": Row(ok=SIGNED_IN),
    "mfa_activate_totp": Row(ok=SIGNED_IN, get_writes_because=_STASH),
    "mfa_generate_recovery_codes": Row(ok=SIGNED_IN),
}
