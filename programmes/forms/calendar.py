"""The answers that half terms and bank holidays are made of."""

from django import forms

from govuk.forms import DateField, Form


class HalfTermDaysForm(Form):
    starts_on = DateField(label="First day", help_text="For example, 2 9 2026")
    ends_on = DateField(label="Last day", help_text="For example, 23 10 2026")


class HalfTermForm(HalfTermDaysForm):
    name = forms.CharField(
        max_length=40, label="Name", help_text="For example, Autumn 2029, first half"
    )
    field_order = ("name", "starts_on", "ends_on")


class BankHolidayForm(Form):
    name = forms.CharField(
        max_length=60, label="Name", help_text="For example, Summer bank holiday"
    )
    on = DateField(
        label="Day", called="Day of the bank holiday", help_text="For example, 31 8 2026"
    )
