"""A text in both languages of the house."""

from dataclasses import dataclass

from portfolio.language import Language, current_language


@dataclass(frozen=True)
class Wording:
    """The same text in Danish and English; `str()` gives it in the language spoken now."""

    da: str
    en: str

    def __str__(self) -> str:
        return self.in_language(current_language())

    def in_language(self, language: Language) -> str:
        """Return the text in a language."""
        return self.da if language == "da" else self.en
