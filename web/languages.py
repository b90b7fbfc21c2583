"""The reader's language: chosen with the switch, else the person's, else the browser's, else Danish."""

from flask import Flask, g, request, session
from flask_babel import Babel
from flask_babel.speaklater import LazyString

from portfolio import language


class Lazy(LazyString):  # type: ignore[misc]  # the library publishes no types
    """A text that is translated when it is shown."""


def init_app(app: Flask) -> None:
    """Speak the reader's language in every request, in our texts and in those of the libraries."""
    Babel(app, locale_selector=language.current_locale)
    app.before_request(_speak)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals["language"] = language.current_language
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension above
        language.gettext, language.unfilled_plural, newstyle=True
    )


def lazy(text: str, **values: object) -> Lazy:
    """Return a text that is translated when it is shown; for labels, which are made at import."""
    return Lazy(language.gettext, text, **values)


def _speak() -> None:
    person = g.get("person")
    chosen = session.get("language") or (person.language if person else None)
    language.choose(language.as_language(chosen or request.accept_languages.best_match(language.LANGUAGES)))
