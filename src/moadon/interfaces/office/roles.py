"""What roles are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moadon.apps.clubs.types import Role

ROLE_WORDS: dict[Role, Promise] = {
    Role.OWNER: _("owner"),
    Role.MANAGER: _("manager"),
    Role.CASHIER: _("cashier"),
    Role.ANALYST: _("analyst"),
}
