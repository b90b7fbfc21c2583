"""How values look on a page."""

from flask import Flask

from portfolio import language, words
from web.evaluation_rounds import level


def init_app(app: Flask) -> None:
    """Register what formats numbers, money, days and levels, and the words of `words.py`."""
    app.jinja_env.filters.update(
        number=language.format_number,
        percent=language.format_percent,
        money=language.format_money,
        money_short=language.format_money_short,
        date=language.format_date,
        moment=language.format_moment,
        period=language.format_period,
        level=level,
    )
    app.jinja_env.filters.update(
        {name: word for name, word in vars(words).items() if name.endswith(("_word", "_meaning"))}
    )
