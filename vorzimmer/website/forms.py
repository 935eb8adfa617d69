"""The forms of signing in, and of what keeps a sign-in safe."""

from django import forms
from django.utils.translation import gettext_lazy as _

_NO_CORRECTIONS = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


class SignInForm(forms.Form):
    """Who you are. Which of the two is wrong is never said."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username", "autocapitalize": "none"})
    )
    password = forms.CharField(
        label=_("Password"), max_length=1000, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class CodeForm(forms.Form):
    """The six digits of the app."""

    code = forms.CharField(
        label=_("Code from the app"),
        max_length=40,
        help_text=_("The six digits that your authenticator app shows now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", **_NO_CORRECTIONS}),
    )


class RecoveryCodeForm(forms.Form):
    """One of the codes on paper."""

    code = forms.CharField(
        label=_("Recovery code"),
        max_length=40,
        help_text=_("One of the ten codes that you noted down. Each holds once."),
        widget=forms.TextInput(attrs={"autocomplete": "off", **_NO_CORRECTIONS}),
    )


class PasskeyAnswerForm(forms.Form):
    """What the browser answers; the page's script fills it in."""

    answer = forms.CharField(max_length=20_000, widget=forms.HiddenInput)


class PasskeyForm(PasskeyAnswerForm):
    """A new passkey."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("By which you know it again, like “my telephone” or “blue security key”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class FactorNameForm(forms.Form):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class DeviceForm(forms.Form):
    """What the user calls the device."""

    device = forms.CharField(
        label=_("Name of this device"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class ConfirmForm(forms.Form):
    """The password again."""

    password = forms.CharField(
        label=_("Password"), max_length=1000, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class NewPasswordForm(ConfirmForm):
    """The present password and the one to come."""

    new = forms.CharField(
        label=_("New password"),
        max_length=1000,
        strip=False,
        help_text=_("At least twelve characters. Several words that only you put together are easier to keep in mind than signs."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"), max_length=1000, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    field_order = ("password", "new", "again")
