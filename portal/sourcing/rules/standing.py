"""What others say of the vendor: its ratings as a criterion, with their number beside them."""

from portal.kernel.messages import message
from portal.sourcing.rules.criteria import Assessment, Figure
from portal.sourcing.rules.scoring import shown
from portal.vendors.rules import Reputation


def standing(reputation: Reputation) -> Assessment:
    """The shrunk rating from 1 to 5, half up to two decimals; no ratings are no data."""
    source = reputation.reasons[0]
    count = Figure(message("Number of ratings"), reputation.count, source)
    if reputation.value is None or reputation.mean is None:
        return Assessment(None, (count,))
    mean = Figure(message("Mean of the ratings"), shown(reputation.mean, 2), source)
    return Assessment(shown(reputation.value, 2), (mean, count))
