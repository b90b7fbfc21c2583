"""The pages, one module an area."""

from flask import Flask

from web.views import (
    assessments,
    balance,
    books,
    briefings,
    decisions,
    drafts,
    evaluations,
    exports,
    health,
    houses,
    imports,
    language,
    mail,
    mailbox,
    members,
    occupations,
    password,
    profile,
    projects,
    settings,
    sign_in,
    start,
)


def init_app(app: Flask) -> None:
    """Register every area."""
    for area in (
        exports,
        assessments,
        balance,
        books,
        briefings,
        decisions,
        drafts,
        evaluations,
        health,
        houses,
        imports,
        language,
        mail,
        mailbox,
        members,
        occupations,
        password,
        profile,
        projects,
        settings,
        sign_in,
        start,
    ):
        app.register_blueprint(area.bp)
