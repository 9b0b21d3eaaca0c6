"""Which editor changes which part of a contract."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from portal.contracts.forms.base import SectionForm
from portal.contracts.forms.credits import CreditsForm
from portal.contracts.forms.figures import FeesForm, SlaForm
from portal.contracts.forms.frame import FrameForm, PartiesForm
from portal.contracts.forms.secrecy import ConfidentialityForm, PersonalDataForm
from portal.contracts.forms.service import ContentForm, HoursForm, PeopleForm, ShopsForm
from portal.infra.i18n import lazy


@dataclass(frozen=True)
class Editor:
    """An editor: its form, its title, and the clauses whose terms it changes."""

    form: type[SectionForm]
    title: Any
    clauses: tuple[str, ...]


EDITORS: MappingProxyType[str, Editor] = MappingProxyType(
    {
        "parties": Editor(PartiesForm, lazy("Parties"), ("parties", "communication")),
        "shops": Editor(ShopsForm, lazy("Shops"), ("shops",)),
        "content": Editor(ContentForm, lazy("Service content"), ("service_content",)),
        "hours": Editor(HoursForm, lazy("Service hours and seats"), ("service_hours",)),
        "people": Editor(
            PeopleForm, lazy("Capacity, people and authority"), ("capacity", "staff", "authority")
        ),
        "sla": Editor(SlaForm, lazy("SLA schedule"), ("sla", "training", "quality_assurance")),
        "credits": Editor(CreditsForm, lazy("Rules for service credits"), ("credits",)),
        "fees": Editor(FeesForm, lazy("Rate card and payment"), ("fees",)),
        "confidentiality": Editor(ConfidentialityForm, lazy("Confidentiality"), ("confidentiality",)),
        "personal_data": Editor(PersonalDataForm, lazy("Personal data"), ("personal_data",)),
        "frame": Editor(
            FrameForm,
            lazy("Term, languages and signing"),
            ("definitions", "liability", "term", "disputes", "signature", "final"),
        ),
    }
)


def editor_of_clause(clause: str) -> str | None:
    """The editor in which a clause's terms are changed; None for clauses that are text alone."""
    return next((name for name, editor in EDITORS.items() if clause in editor.clauses), None)
