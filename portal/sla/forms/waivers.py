"""The shape of a waiver."""

from wtforms import TextAreaField
from wtforms.validators import Length

from portal.infra.forms import PortalForm
from portal.infra.i18n import lazy


class WaiverForm(PortalForm):
    """Why a deduction is let off."""

    reason = TextAreaField(lazy("Why is the service credit let off?"), validators=[Length(max=1000)])
