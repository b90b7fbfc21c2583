"""How values look on a page."""

from flask import Flask

from portfolio import bond_words, contract_words, language, paper_words, words
from web.evaluation_rounds import level


def init_app(app: Flask) -> None:
    """Register numbers, money and dates as `language.py` writes them, and the words of the modules of words."""
    app.jinja_env.filters.update(
        number=language.format_number,
        exact=language.format_exact,
        percent=language.format_percent,
        money=language.format_money,
        money_short=language.format_money_short,
        date=language.format_date,
        date_short=language.format_date_short,
        moment=language.format_moment,
        period=language.format_period,
        level=level,
    )
    app.jinja_env.filters.update(
        {
            name: word
            for name, word in (vars(words) | vars(contract_words) | vars(bond_words) | vars(paper_words)).items()
            if name.endswith(("_word", "_meaning"))
        }
    )
