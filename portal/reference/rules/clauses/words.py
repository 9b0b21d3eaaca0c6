"""The same sentence in each of the three contract languages."""

from dataclasses import dataclass

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
"""The languages a contract may be written in, by locale name."""


@dataclass(frozen=True)
class Words:
    """One text of the library; no language may be missing."""

    en: str
    zh_hans: str
    zh_hant: str

    def within(self, language: str) -> str:
        """The text in one of ``LANGUAGES``."""
        return {"en": self.en, "zh-Hans": self.zh_hans, "zh-Hant": self.zh_hant}[language]
