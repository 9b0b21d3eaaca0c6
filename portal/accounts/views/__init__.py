"""Pages of accounts."""

from portal.accounts.views import joining, operating, organisation, people, personal, set_up, signing_in
from portal.accounts.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "joining",
    "operating",
    "organisation",
    "people",
    "personal",
    "set_up",
    "signing_in",
]
