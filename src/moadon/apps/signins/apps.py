from django.apps import AppConfig


class SigninsConfig(AppConfig):
    name = "moadon.apps.signins"
    label = "signins"
    default_auto_field = "django.db.models.BigAutoField"
    default = True


class BareAccounts(AppConfig):
    """The accounts of django-allauth, which its second factors import: without its pages and middleware.

    See docs/why/second-factors-without-accounts.md.
    """

    name = "allauth.account"
    label = "account"
    default_auto_field = "django.db.models.AutoField"
