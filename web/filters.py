"""How values look on a page."""

from flask import Flask

from portfolio import language, words


def init_app(app: Flask) -> None:
    """Register `number`, `percent`, `money`, `money_short`, `date`, `moment`, `period`, and the words of `words.py`."""
    app.jinja_env.filters.update(
        number=language.format_number,
        percent=language.format_percent,
        money=language.format_money,
        money_short=language.format_money_short,
        date=language.format_date,
        moment=language.format_moment,
        period=language.format_period,
    )
    app.jinja_env.filters.update(
        {name: word for name, word in vars(words).items() if name.endswith(("_word", "_meaning"))}
    )
