"""How much a vendor has said about itself, and how much weight its ratings can bear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from portal.kernel.messages import Message, message

# Ratings run from 1 to 5. A vendor's mean is drawn towards the installation's until there are enough ratings:
# the prior counts as many ratings as stated here.
RATING_SCALE = (Decimal(1), Decimal(5))
PRIOR_RATINGS = 5
PRIOR_MEAN = Decimal(4)
FEW_RATINGS = 10

# What a merchant asks about, in the order of the profile page: field, name, and whether a profile without it can
# be compared at all.
PROFILE_FIELDS: MappingProxyType[str, tuple[Message, bool]] = MappingProxyType(
    {
        "introduction": (message("About the company"), False),
        "founded_year": (message("In business since"), True),
        "agents": (message("Number of agents"), True),
        "reserve_agents": (message("Agents in reserve"), False),
        "days_to_add_ten_seats": (message("Days to add ten seats"), False),
        "platforms": (message("E-commerce platforms"), True),
        "categories": (message("Product categories"), True),
        "service_lines": (message("Service lines"), True),
        "languages": (message("Languages"), False),
        "training_days": (message("Days of training before going live"), True),
        "exam_before_start": (message("Exam before going live"), False),
        "quality_sampling_percent": (message("Share of conversations inspected"), False),
        "attrition_percent": (message("Agents leaving per month"), False),
        "replacement_hours": (message("Hours to replace an agent"), False),
        "references": (message("References"), False),
    }
)


@dataclass(frozen=True)
class Completeness:
    """How much of the profile is filled: the share from 0 to 1, and what is missing by field."""

    share: Fraction
    missing: Mapping[str, Message]
    is_comparable: bool
    reasons: tuple[Message, ...]


@dataclass(frozen=True)
class Reputation:
    """A rating from 1 to 5 that few ratings cannot push far; no value without ratings, and n always shown."""

    value: Fraction | None
    mean: Fraction | None
    count: int
    reasons: tuple[Message, ...]


def completeness(profile: Mapping[str, Any]) -> Completeness:
    """Which fields of the profile are filled; a zero is an answer, an empty text or list is not."""
    missing = {
        key: name
        for key, (name, _) in PROFILE_FIELDS.items()
        if profile.get(key) is None or profile[key] in ("", (), [])
    }
    needed = [name for key, (name, is_needed) in PROFILE_FIELDS.items() if is_needed and key in missing]
    filled = len(PROFILE_FIELDS) - len(missing)
    return Completeness(
        share=Fraction(filled, len(PROFILE_FIELDS)),
        missing=MappingProxyType(missing),
        is_comparable=not needed,
        reasons=tuple(message("Needed for a comparison: %(field)s.", field=name) for name in needed),
    )


def reputation(
    ratings: Sequence[Decimal], *, prior_mean: Decimal = PRIOR_MEAN, prior_ratings: int = PRIOR_RATINGS
) -> Reputation:
    """The rating after shrinkage: ``(prior_ratings * prior_mean + sum) / (prior_ratings + n)``, exact.

    ``prior_mean`` is the mean over the installation. Without ratings there is no value: no track record is no data.
    """
    return reputation_of_sum(
        count=len(ratings),
        total=sum((Fraction(rating) for rating in ratings), Fraction(0)),
        prior_mean=prior_mean,
        prior_ratings=prior_ratings,
    )


def reputation_of_sum(
    *,
    count: int,
    total: Fraction | Decimal,
    prior_mean: Decimal = PRIOR_MEAN,
    prior_ratings: int = PRIOR_RATINGS,
) -> Reputation:
    """The same from the number of ratings and their sum."""
    if not count:
        return Reputation(None, None, 0, (message("No ratings yet."),))
    total = Fraction(total)
    reasons = [
        message(
            "Drawn from %(count)s ratings towards %(prior)s, as if there were %(weight)s more of that.",
            count=count,
            prior=prior_mean,
            weight=prior_ratings,
        )
    ]
    if count < FEW_RATINGS:
        reasons.append(message("Few ratings: read with care."))
    return Reputation(
        value=(prior_ratings * Fraction(prior_mean) + total) / (prior_ratings + count),
        mean=total / count,
        count=count,
        reasons=tuple(reasons),
    )
