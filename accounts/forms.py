"""The forms of signing in, inviting and keeping people and organisations."""

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    """E-mail address and password, in our words."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail address"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
